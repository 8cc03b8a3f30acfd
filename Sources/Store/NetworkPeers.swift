import Telecom

/// A Diameter peer of one node, as the node last said.
public struct NetworkPeer: Hashable, Sendable {
    /// The Origin-Host of the node.
    public let node: String
    /// The peer's Origin-Host, in lower case.
    public let name: String
    public let realm: String
    public let address: String
    /// `tcp` or `tls`.
    public let transport: String
    /// Such as `Gy`.
    public let applications: [String]
    public let openedAt: Timestamp
    public let seenAt: Timestamp
    /// When and why it was lost; `nil` while it is there.
    public internal(set) var lost: Lost?
    /// When operators were last told that it is lost.
    public internal(set) var toldAt: Timestamp?
    /// Since `openedAt`.
    public let requests: Int64
    public internal(set) var requestsPerMinute: Int64 = 0
    /// Answers since `openedAt` by result code; 0 is no code, or one of too many.
    public let results: [UInt32: Int64]
    /// Of the last minute or two.
    public let latency: Latency?

    public struct Lost: Hashable, Sendable {
        public let at: Timestamp
        public let reason: String
    }

    public struct Latency: Hashable, Sendable {
        public let medianMicroseconds: Int64
        public let p99Microseconds: Int64

        public init(medianMicroseconds: Int64, p99Microseconds: Int64) {
            self.medianMicroseconds = medianMicroseconds
            self.p99Microseconds = p99Microseconds
        }
    }

    public init(
        node: String, name: String, realm: String, address: String, transport: String, applications: [String], openedAt: Timestamp,
        seenAt: Timestamp, requests: Int64, results: [UInt32: Int64], latency: Latency?
    ) {
        self.node = node
        self.name = name.lowercased()
        self.realm = realm
        self.address = address
        self.transport = transport
        self.applications = applications
        self.openedAt = openedAt
        self.seenAt = seenAt
        self.requests = requests
        self.results = results
        self.latency = latency
    }
}

extension Sequence<NetworkPeer> {
    /// Names of those that some node lost and no node has.
    public var missed: Set<String> {
        Set(lazy.filter { $0.lost != nil }.map(\.name)).subtracting(lazy.filter { $0.lost == nil }.map(\.name))
    }
}

extension SQLTransaction {
    /// Writes what a node says of a peer that is there.
    public func saveNetworkPeer(_ peer: NetworkPeer) throws {
        var pace: Int64 = 0
        if let before = try networkPeer(peer.name, of: peer.node), before.openedAt == peer.openedAt {
            pace = max(0, peer.requests - before.requests) * 60 / max(1, peer.seenAt.seconds(since: before.seenAt))
        }
        try execute(
            """
            INSERT INTO network_peers (node, name, realm, address, transport, applications, opened_at, seen_at, requests, requests_per_minute,
                results, median_microseconds, p99_microseconds)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (node, name) DO UPDATE SET realm = excluded.realm, address = excluded.address, transport = excluded.transport,
                applications = excluded.applications, opened_at = excluded.opened_at, seen_at = excluded.seen_at, lost_at = NULL,
                lost_reason = NULL, requests = excluded.requests, requests_per_minute = excluded.requests_per_minute,
                results = excluded.results, median_microseconds = excluded.median_microseconds,
                p99_microseconds = excluded.p99_microseconds
            """, peer.node, peer.name, peer.realm, peer.address, peer.transport, peer.applications.joined(separator: " "), peer.openedAt,
            peer.seenAt, peer.requests, pace,
            try StoredJSON.text(Dictionary(uniqueKeysWithValues: peer.results.map { ("\($0.key)", $0.value) })),
            peer.latency?.medianMicroseconds, peer.latency?.p99Microseconds)
    }

    /// - Parameter openedAt: of the connection that ended: one that the peer has opened since stays.
    /// - Returns: false when it is not there, or was lost before.
    public func markNetworkPeerLost(_ name: String, of node: String, openedAt: Timestamp, reason: String, at time: Timestamp) throws -> Bool
    {
        try execute(
            """
            UPDATE network_peers SET lost_at = $4, lost_reason = $5, requests_per_minute = 0
            WHERE node = $1 AND name = $2 AND opened_at = $3 AND lost_at IS NULL
            """, node, name.lowercased(), openedAt, time, reason) == 1
    }

    /// Operators have been told.
    public func markNetworkPeerTold(_ peer: NetworkPeer, at time: Timestamp) throws {
        try execute("UPDATE network_peers SET told_at = $3 WHERE node = $1 AND name = $2", peer.node, peer.name, time)
    }

    public func networkPeer(_ name: String, of node: String) throws -> NetworkPeer? {
        try first("SELECT * FROM network_peers WHERE node = $1 AND name = $2", node, name.lowercased()).map(networkPeer)
    }

    /// What each node says of one peer; at most 100 nodes.
    public func networkPeers(named name: String) throws -> [NetworkPeer] {
        try query("SELECT * FROM network_peers WHERE name = $1 ORDER BY node LIMIT 100", name.lowercased()).map(networkPeer)
    }

    /// Those that are not marked as lost, though their node has not spoken of them since `time`: it was killed, or its database is away.
    public func silentNetworkPeers(seenBefore time: Timestamp) throws -> [NetworkPeer] {
        try query("SELECT * FROM network_peers WHERE lost_at IS NULL AND seen_at < $1 ORDER BY name, node LIMIT 1000", time).map(
            networkPeer)
    }

    /// At most 1,000: those that were lost first, then by name.
    public func networkPeers() throws -> [NetworkPeer] {
        try query("SELECT * FROM network_peers ORDER BY CASE WHEN lost_at IS NULL THEN 1 ELSE 0 END, name, node LIMIT 1000")
            .map(networkPeer)
    }

    /// A peer has said goodbye.
    public func removeNetworkPeer(_ name: String, of node: String, openedAt: Timestamp) throws {
        try execute(
            "DELETE FROM network_peers WHERE node = $1 AND name = $2 AND opened_at = $3", node, name.lowercased(), openedAt)
    }

    /// A node takes leave of the peers that it has; those that it lost stay.
    public func removeNetworkPeers(of node: String) throws {
        try execute("DELETE FROM network_peers WHERE node = $1 AND lost_at IS NULL", node)
    }

    public func removeNetworkPeers(seenBefore time: Timestamp) throws {
        try execute("DELETE FROM network_peers WHERE seen_at < $1", time)
    }

    private func networkPeer(_ row: SQLRow) throws -> NetworkPeer {
        var latency: NetworkPeer.Latency?
        if let median = try row.optionalInteger("median_microseconds"), let p99 = try row.optionalInteger("p99_microseconds") {
            latency = NetworkPeer.Latency(medianMicroseconds: median, p99Microseconds: p99)
        }
        var peer = NetworkPeer(
            node: try row.text("node"), name: try row.text("name"), realm: try row.text("realm"), address: try row.text("address"),
            transport: try row.text("transport"), applications: try row.text("applications").split(separator: " ").map(String.init),
            openedAt: try row.time("opened_at"), seenAt: try row.time("seen_at"), requests: try row.integer("requests"),
            results: try results(try row.text("results")), latency: latency)
        peer.requestsPerMinute = try row.integer("requests_per_minute")
        peer.toldAt = try row.optionalTime("told_at")
        if let at = try row.optionalTime("lost_at") {
            peer.lost = NetworkPeer.Lost(at: at, reason: try row.optionalText("lost_reason") ?? "lost")
        }
        return peer
    }

    private func results(_ text: String) throws -> [UInt32: Int64] {
        guard let counts = try? StoredJSON.value([String: Int64].self, in: text) else {
            throw StoreError.corrupt("the results of a network peer cannot be read")
        }
        return counts.reduce(into: [:]) { results, count in if let code = UInt32(count.key) { results[code] = count.value } }
    }
}
