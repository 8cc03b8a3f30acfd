/// An exact amount of DOTM in base units of 10^-18, as on the chain (ERC-20, 18 decimals). May be negative, as in a journal.
public struct TokenAmount: Hashable, Comparable, Sendable {
    public let baseUnits: Int128

    public init(baseUnits: Int128) {
        self.baseUnits = baseUnits
    }

    /// Base units of one DOTM: 10^18.
    public static let unit: Int128 = 1_000_000_000_000_000_000
    public static let zero = TokenAmount(baseUnits: 0)

    /// All DOTM that will ever be: 10,333,333.
    public static let supplyCap = TokenAmount(baseUnits: 10_333_333 * unit)

    public static func + (a: TokenAmount, b: TokenAmount) -> TokenAmount { TokenAmount(baseUnits: a.baseUnits + b.baseUnits) }
    public static func - (a: TokenAmount, b: TokenAmount) -> TokenAmount { TokenAmount(baseUnits: a.baseUnits - b.baseUnits) }
    public static prefix func - (a: TokenAmount) -> TokenAmount { TokenAmount(baseUnits: -a.baseUnits) }
    public static func < (a: TokenAmount, b: TokenAmount) -> Bool { a.baseUnits < b.baseUnits }
}

extension TokenAmount: CustomStringConvertible {
    /// The shortest exact decimal, such as `10.33` or `-4.5452`, without the symbol.
    public var description: String {
        let (whole, fraction) = baseUnits.magnitude.quotientAndRemainder(dividingBy: Self.unit.magnitude)
        let sign = baseUnits < 0 ? "-" : ""
        guard fraction != 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        var decimals = String(repeating: "0", count: 18 - digits.count) + digits
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(sign)\(whole).\(decimals)"
    }

    /// Reads a plain decimal with at most 12 digits before and 18 after the point; `nil` for anything else.
    public init?(_ text: String) {
        let negative = text.hasPrefix("-")
        let parts = text.dropFirst(negative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ isDigits($0) }),
            parts[0].count <= 12, parts.count == 1 || parts[1].count <= 18
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] + String(repeating: "0", count: 18 - parts[1].count) : "0"
        let magnitude = Int128(parts[0])! * Self.unit + Int128(fraction)!
        self.init(baseUnits: negative ? -magnitude : magnitude)
    }
}

/// Written as a decimal string, so that no reader rounds it.
extension TokenAmount: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let amount = TokenAmount(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal token amount")
        }
        self = amount
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
