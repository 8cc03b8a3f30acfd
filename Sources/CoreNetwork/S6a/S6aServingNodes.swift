import Diameter
import Platform
import Subscribers
import Telecom

/// Requests of the home subscriber server to MMEs, over a peer of this node: the MME itself or a relay. Source: 3GPP TS 29.272 §5.2.1.2, §5.2.2.1.
public struct S6aServingNodes: ServingNodes {
    /// Why an MME did not do what it was asked; worth another try.
    public enum Failure: Error, Hashable, Sendable {
        /// Neither the MME nor a relay is connected to this node.
        case notConnected
        case refused(DiameterResult)
    }

    private let peers: PeerTable
    private let identity: DiameterIdentity
    private let time: TimeSource
    private let randomness: Randomness

    public init(_ peers: PeerTable, as identity: DiameterIdentity, time: TimeSource, randomness: Randomness) {
        self.peers = peers
        self.identity = identity
        self.time = time
        self.randomness = randomness
    }

    public func insertSubscriberData(_ subscriber: Subscriber, at node: ServingNode) async throws -> ServingNodeAnswer {
        try await send(
            InsertSubscriberDataRequest(route: route(to: node), imsi: subscriber.imsi, subscription: SubscriptionData(subscriber)), to: node
        )
    }

    public func cancelLocation(
        of imsi: IMSI, _ cause: LocationCancellation, at node: ServingNode
    ) async throws -> ServingNodeAnswer {
        let type: CancellationType =
            switch cause {
            case .mmeUpdate: .mmeUpdateProcedure
            case .subscriptionWithdrawn: .subscriptionWithdrawal
            }
        return try await send(CancelLocationRequest(route: route(to: node), imsi: imsi, type: type), to: node)
    }

    private func send(_ request: some S6aRequest, to node: ServingNode) async throws -> ServingNodeAnswer {
        guard let peer = peers.route(to: node.host, for: .s6a) else { throw Failure.notConnected }
        let result = try ResultAnswer(try await peer.send(request.message)).result
        if result.isSuccess { return .done }
        if result == .experimental(ResultCode.S6a.userUnknown) { return .unknownSubscriber }
        throw Failure.refused(result)
    }

    private func route(to node: ServingNode) -> S6aRoute {
        // RFC 6733 §8.8 recommends the time and a number that is not used again.
        let unique = randomness.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return S6aRoute(
            sessionID: "\(identity.host);\(time.now().secondsSince1970);\(unique)", originHost: identity.host,
            originRealm: identity.realm, destinationHost: node.host, destinationRealm: node.realm)
    }
}
