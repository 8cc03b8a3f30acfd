import Store
import Telecom

/// What is connected to the core network, and what lives in it.
public struct NetworkOverview: Sendable {
    /// Those that were lost first.
    public let peers: [NetworkPeer]
    /// The open ones of the newest, 400 at most.
    public let chargingSessions: [LiveChargingSession]
    /// The 50 newest.
    public let policySessions: [LivePolicySession]
    /// The 50 that moved last.
    public let locations: [LiveLocation]

    /// Of all peers together.
    public var requestsPerMinute: Int64 { peers.reduce(0) { $0 + $1.requestsPerMinute } }
}

extension Platform {
    /// - Throws: `forbidden` for anybody but the operator; `StoreError`.
    public func network(as principal: Principal) async throws -> NetworkOverview {
        try principal.requireOperator()
        return try await store.read { transaction in
            NetworkOverview(
                peers: try transaction.networkPeers(), chargingSessions: try transaction.liveChargingSessions(),
                policySessions: try transaction.livePolicySessions(limit: 50), locations: try transaction.liveLocations(limit: 50))
        }
    }
}
