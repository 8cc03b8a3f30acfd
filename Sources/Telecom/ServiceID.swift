/// The name of a service of the catalogue, such as `global_data_10gb`: a lower-case letter, then up to 39 lower-case letters, digits or `_`.
///
/// Whether the catalogue has such a service is the catalogue's answer; orders, buckets and subscriptions keep the name alone.
public struct ServiceID: Hashable, Comparable, Sendable {
    public let text: String

    public init?(_ text: String) {
        let bytes = text.utf8
        guard let first = bytes.first, (0x61...0x7A).contains(first), bytes.count <= 40,
            bytes.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        else { return nil }
        self.text = text
    }

    public static func < (a: ServiceID, b: ServiceID) -> Bool { a.text < b.text }
}

extension ServiceID: CustomStringConvertible {
    public var description: String { text }
}

/// For names that stand in the program's text; a malformed one is a programmer's mistake.
extension ServiceID: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let id = ServiceID(text) else { preconditionFailure("\(text) is not a service id") }
        self = id
    }
}

extension ServiceID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ServiceID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a service id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
