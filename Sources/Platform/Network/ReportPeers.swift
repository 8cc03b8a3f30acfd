import Store
import Telecom

extension Platform {
    /// A peer of which its node has not spoken for so long is lost: a node speaks of its peers each 15 seconds.
    static let peerLifeSeconds: Int64 = 60

    /// Says which Diameter peers a node has, counts those as lost that no node speaks of any more, and forgets who was lost a week ago.
    public func reportPeers(_ peers: [NetworkPeer]) async throws {
        let now = time.now()
        let lost = try await store.write { transaction in
            for peer in peers { try transaction.saveNetworkPeer(peer) }
            try transaction.removeNetworkPeers(seenBefore: now.adding(days: -7))
            return try transaction.silentNetworkPeers(seenBefore: now.adding(seconds: -Self.peerLifeSeconds)).filter { peer in
                try transaction.losePeer(peer, reason: "silent_node", at: now)
            }
        }
        for peer in lost { count(lost: peer, reason: "silent_node") }
    }

    /// A node has a peer no more. One that said goodbye is off the list; one that was lost stays on it, and operators are told of it when it
    /// is not back after a minute.
    /// - Parameter reason: `left` for a goodbye, else how the connection ended.
    public func reportGonePeer(_ peer: NetworkPeer, reason: String) async throws {
        let now = time.now()
        let isLost = try await store.write { transaction in
            guard reason != "left" else {
                try transaction.removeNetworkPeer(peer.name, of: peer.node, openedAt: peer.openedAt)
                return false
            }
            if try transaction.networkPeer(peer.name, of: peer.node) == nil { try transaction.saveNetworkPeer(peer) }
            return try transaction.losePeer(peer, reason: reason, at: now)
        }
        if isLost { count(lost: peer, reason: reason) }
    }

    /// The node stops: the peers that it has said goodbye to are on no list any more.
    public func forgetPeers(of node: String) async throws {
        try await store.write(isolation: .readCommitted) { try $0.removeNetworkPeers(of: node) }
    }

    private func count(lost peer: NetworkPeer, reason: String) {
        metrics.counter(
            "gorse_diameter_peers_lost_total", "Diameter peers that were lost without a goodbye.", ["reason": reason]
        ).increment()
        log.warning("a Diameter peer is lost", metadata: ["peer": "\(peer.name)", "node": "\(peer.node)", "reason": "\(reason)"])
    }
}

extension SQLTransaction {
    /// - Returns: false when it was lost before.
    fileprivate func losePeer(_ peer: NetworkPeer, reason: String, at time: Timestamp) throws -> Bool {
        guard try markNetworkPeerLost(peer.name, of: peer.node, openedAt: peer.openedAt, reason: reason, at: time) else { return false }
        try enqueueTellingLostPeer(peer, at: time)
        return true
    }
}
