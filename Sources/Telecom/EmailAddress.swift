/// An e-mail address in the one form that is stored and compared: lower case, ASCII.
///
/// Narrower than RFC 5321 on purpose: no quoted local part, no address literal, no comment; a dot in the domain is required.
/// Internationalised domains are accepted in their `xn--` form.
public struct EmailAddress: Hashable, Codable, Sendable, CustomStringConvertible {
    public let text: String
    public static let rule = "an e-mail address is name@domain in ASCII, at most 254 characters"

    /// Longest address and longest local part. Source: RFC 5321 §4.5.3.1.
    static let longest = (address: 254, local: 64)

    public init?(_ text: String) {
        let text = text.lowercased()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest.address, parts.count == 2, Self.isLocal(parts[0]), Self.isDomain(parts[1]) else { return nil }
        self.text = text
    }

    public var description: String { text }

    /// Dot-atom. Source: RFC 5322 §3.2.3.
    private static func isLocal(_ local: Substring) -> Bool {
        (1...longest.local).contains(local.utf8.count)
            && local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
            }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
                    && !label.hasPrefix("-") && !label.hasSuffix("-")
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.rule)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
