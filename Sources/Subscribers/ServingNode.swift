/// An MME by its Diameter names.
public struct ServingNode: Hashable, Codable, Sendable {
    public let host: String
    public let realm: String

    public init(host: String, realm: String) {
        self.host = host
        self.realm = realm
    }

    /// Whether both are the same node: names are compared without regard to case (RFC 6733 §4.3.1).
    public func isSame(as other: ServingNode) -> Bool { host.lowercased() == other.host.lowercased() }
}
