/// Why octets are not the ASN.1 structure that they should be. Names the structure and the field, never its content.
public struct MalformedMessage: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: String, Hashable, Sendable {
        case notDER = "is not in the distinguished encoding rules"
        case tooLong = "is longer than it may be"
        case missing = "is missing"
        case length = "has a wrong length"
        case value = "has a value that is not allowed"
    }

    public let structure: String
    public let field: String?
    public let reason: Reason

    init(_ structure: String, _ field: String? = nil, _ reason: Reason) {
        self.structure = structure
        self.field = field
        self.reason = reason
    }

    public var description: String { "\(structure)\(field.map { "." + $0 } ?? "") \(reason.rawValue)" }
}
