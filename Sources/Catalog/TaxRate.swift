import Telecom

/// A tax that is in the prices of what people of one country buy.
public struct TaxRate: Sendable, Equatable {
    public let country: Country
    /// As receipts say it, such as `GST`.
    public let name: String
    /// Of the price without the tax, in hundredths of a percent: 500 is 5 %. 1...10,000.
    public let basisPoints: Int

    public init(country: Country, name: String, basisPoints: Int) {
        precondition((1...10_000).contains(basisPoints), "a tax is 1 to 10,000 basis points")
        self.country = country
        self.name = name
        self.basisPoints = basisPoints
    }

    /// The tax that is in the price of one unit: price × rate ÷ (1 + rate), rounded half-even to a minor unit.
    /// - Parameter price: 0...`Money.greatestPrice`, what is paid.
    public func included(in price: Money) -> Money {
        let (share, whole) = (price.minorUnits * Int64(basisPoints), 10_000 + Int64(basisPoints))
        let (quotient, remainder) = share.quotientAndRemainder(dividingBy: whole)
        let up = remainder * 2 > whole || (remainder * 2 == whole && quotient % 2 == 1)
        return Money(minorUnits: quotient + (up ? 1 : 0), currency: price.currency)
    }
}
