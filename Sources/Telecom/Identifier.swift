/// A noun that has identifiers, and the prefix that they carry outside: `acc_`, `ord_`, …
public protocol IdentifiedNoun: Sendable {
    static var prefix: String { get }
}

/// The identifier of one `Noun`: its prefix, an underscore and 26 characters of Crockford base 32
/// that hold 48 bits of milliseconds and 80 bits of randomness, so that identifiers sort by age.
/// Brands and other nouns named by people use a short name of their own (`brd_dotm`).
public struct ID<Noun: IdentifiedNoun>: Hashable, Comparable, Sendable {
    public let text: String

    /// Accepts `prefix_` followed by 1 to 40 lower-case letters, digits, `-` or `_`; `nil` for anything else.
    public init?(_ text: String) {
        let start = Noun.prefix + "_"
        let rest = text.utf8.dropFirst(start.utf8.count)
        guard text.hasPrefix(start), (1...40).contains(rest.count),
            rest.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F })
        else { return nil }
        self.text = text
    }

    /// A new identifier for something made at `time`.
    public init(at time: Timestamp, _ randomness: Randomness) {
        var bits = UInt128(UInt64(max(0, time.microsecondsSince1970 / 1000)) & 0xFFFF_FFFF_FFFF) << 80
        for byte in randomness.bytes(10).enumerated() { bits |= UInt128(byte.element) << UInt128(72 - 8 * byte.offset) }
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        let digits = (0..<26).map { alphabet[Int(truncatingIfNeeded: bits >> UInt128(125 - 5 * $0)) & 31] }
        text = Noun.prefix + "_" + String(decoding: digits, as: UTF8.self)
    }

    public static var prefix: String { Noun.prefix }

    public static func < (a: ID, b: ID) -> Bool { a.text < b.text }
}

extension ID: CustomStringConvertible {
    public var description: String { text }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an identifier of the form \(Noun.prefix)_…")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
