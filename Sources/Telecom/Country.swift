/// A country by its ISO 3166-1 alpha-2 code, upper case. Whether the code is anyone's is the table's to say (`isAssigned`).
public struct Country: Hashable, Codable, Sendable, CustomStringConvertible {
    public let code: String
    public static let rule = "a country is two letters (ISO 3166-1 alpha-2)"

    public init?(_ text: String) {
        let code = text.uppercased()
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        self.code = code
    }

    public var description: String { code }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Country(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.rule)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
