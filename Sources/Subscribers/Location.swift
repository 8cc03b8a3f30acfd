import Telecom

/// Which MME serves a subscriber, since it last said so. Source: 3GPP TS 23.401 §5.7.1.
public struct Location: Hashable, Sendable {
    public let imsi: IMSI
    public let node: ServingNode
    public let visitedNetwork: PLMN
    /// Grows with every update.
    public let revision: Int64
    public let updatedAt: Timestamp
    /// When the MME forgot the subscriber; `nil` while it serves.
    public var purgedAt: Timestamp?
    /// The packet gateway that the MME chose, where it said so.
    public var gateway: ServingNode?

    public init(
        imsi: IMSI, node: ServingNode, visitedNetwork: PLMN, revision: Int64, updatedAt: Timestamp, purgedAt: Timestamp? = nil,
        gateway: ServingNode? = nil
    ) {
        self.imsi = imsi
        self.node = node
        self.visitedNetwork = visitedNetwork
        self.revision = revision
        self.updatedAt = updatedAt
        self.purgedAt = purgedAt
        self.gateway = gateway
    }
}
