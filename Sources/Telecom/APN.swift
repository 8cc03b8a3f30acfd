/// An access point name's network identifier: labels of letters, digits and hyphens, at most 63 octets in all.
/// Source: 3GPP TS 23.003 §9.1.1.
public struct APN: Hashable, Codable, Sendable, CustomStringConvertible {
    public let name: String
    public static let rule = "an APN is at most 63 letters, digits, hyphens and dots, without empty labels (3GPP TS 23.003)"

    public init?(_ text: String) {
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 63,
            labels.allSatisfy({ label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            })
        else { return nil }
        self.name = name
    }

    public var description: String { name }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = APN(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.rule)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
