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
    /// The subscriber's treatment that the MME has been given; `nil` when it is not known whether it has the last one.
    public var told: String?

    public init(
        imsi: IMSI, node: ServingNode, visitedNetwork: PLMN, revision: Int64, updatedAt: Timestamp, purgedAt: Timestamp? = nil,
        gateway: ServingNode? = nil, told: String? = nil
    ) {
        self.imsi = imsi
        self.node = node
        self.visitedNetwork = visitedNetwork
        self.revision = revision
        self.updatedAt = updatedAt
        self.purgedAt = purgedAt
        self.gateway = gateway
        self.told = told
    }
}
