/// Names one download between an eUICC and the SM-DP+: 1 to 16 octets. Source: GSMA SGP.22 §5.6.1.
public struct TransactionID: Hashable, Sendable, CustomStringConvertible {
    public let octets: [UInt8]

    /// `nil` when there are not 1 to 16 octets.
    public init?(octets: [UInt8]) {
        guard (1...16).contains(octets.count) else { return nil }
        self.octets = octets
    }

    /// In hexadecimal digits of either case, as JSON carries it (§6.5.2.6).
    public init?(_ text: String) {
        guard text.utf8.count <= 32, let octets = [UInt8](hexadecimal: text) else { return nil }
        self.init(octets: octets)
    }

    public var description: String { octets.hexadecimal }
}

extension [UInt8] {
    init?(hexadecimal text: String) {
        let digits = Array<UInt8>(text.utf8).map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8((digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)) }
    }

    var hexadecimal: String {
        let digits = Array<Character>("0123456789ABCDEF")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] })
    }
}

/// The same, in a time that does not tell where they differ.
func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}
