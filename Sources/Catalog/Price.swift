import Telecom

/// What a service costs, stated once for each currency. Nothing is converted: an operator sets each price.
public struct Price: Sendable, Equatable {
    private let minorUnits: [Currency: Int64]

    /// - Parameter minorUnits: cents by currency, each 0...`Money.greatestPrice`.
    public init(_ minorUnits: [Currency: Int64]) {
        precondition(minorUnits.values.allSatisfy { (0...Money.greatestPrice).contains($0) }, "a price is out of range")
        self.minorUnits = minorUnits
    }

    /// Nothing, in every currency.
    public static let free = Price(Dictionary(uniqueKeysWithValues: Currency.allCases.map { ($0, 0) }))

    /// `nil` when it is not sold in that currency.
    public subscript(currency: Currency) -> Money? {
        minorUnits[currency].map { Money(minorUnits: $0, currency: currency) }
    }

    public var isFree: Bool { minorUnits.values.allSatisfy { $0 == 0 } }
}
