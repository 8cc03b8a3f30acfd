/// A currency that gorse sells in, by its ISO 4217 code. All three have two decimals.
public enum Currency: String, CaseIterable, Codable, Sendable {
    case usd = "USD"
    case cad = "CAD"
    case mxn = "MXN"

    /// Decimals of the currency: minor units are 10^-decimals of a unit.
    public var decimals: Int { 2 }
}

/// An exact sum of money: `minorUnits` (cents) of one currency. May be negative, as in a ledger.
///
/// Adding different currencies or leaving the range of 64 bits is a programmer's mistake and traps;
/// prices and quantities are bounded where they enter (`Money.greatestPrice`).
public struct Money: Hashable, Codable, Sendable {
    public let minorUnits: Int64
    public let currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The largest price of one thing: 10,000,000.00 in any currency.
    public static let greatestPrice: Int64 = 1_000_000_000

    public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    public static func + (a: Money, b: Money) -> Money {
        precondition(a.currency == b.currency, "adding \(a.currency) to \(b.currency)")
        return Money(minorUnits: a.minorUnits + b.minorUnits, currency: a.currency)
    }

    public static func - (a: Money, b: Money) -> Money { a + -b }

    public static prefix func - (a: Money) -> Money { Money(minorUnits: -a.minorUnits, currency: a.currency) }

    public static func * (a: Money, times: Int64) -> Money { Money(minorUnits: a.minorUnits * times, currency: a.currency) }
}

extension Money: CustomStringConvertible {
    /// The decimal amount with its code, such as `24.00 USD` or `-0.05 CAD`.
    public var description: String { "\(decimal) \(currency.rawValue)" }

    /// The decimal amount alone, such as `24.00`.
    public var decimal: String {
        let (whole, cents) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(minorUnits < 0 ? "-" : "")\(whole).\(cents < 10 ? "0" : "")\(cents)"
    }
}
