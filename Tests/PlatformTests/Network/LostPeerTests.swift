import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct LostPeerTests {
    private let time = ManualTime()

    private func peer(of node: String = "ocs1.b.test", openedAt: Timestamp? = nil) -> NetworkPeer {
        let now = time.source.now()
        return NetworkPeer(
            node: node, name: "pgw.a.test", realm: "a.test", address: "10.0.0.1", transport: "tcp", applications: ["Gy"],
            openedAt: openedAt ?? now, seenAt: now, requests: 1, results: [2001: 1], latency: nil)
    }

    private func told(_ platform: Platform, _ admin: Principal) async throws -> Int {
        _ = try await platform.runDueJobs()
        return try await platform.notifications(of: admin.accountID).filter { $0.kind == "peer_lost" }.count
    }

    @Test func `operators are told of a peer that is away for a minute, once an hour at most, by notification and mail`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        let ana = try await platform.testSubscriber()
        try await platform.reportPeers([peer()])
        try await platform.reportGonePeer(peer(), reason: "lost")
        #expect(try await told(platform, admin) == 0)
        time.advance(seconds: 61)
        #expect(try await told(platform, admin) == 1)
        let news = try #require(try await platform.notifications(of: admin.accountID).first { $0.kind == "peer_lost" })
        #expect(news.title.contains("pgw.a.test") && news.body.contains("10.0.0.1") && news.body.contains("ocs1.b.test"))
        let mail = try #require(try await platform.outbox(of: .dotm).first { $0.kind == "peer_lost" })
        #expect(mail.text.contains("/console/network") && mail.recipient.text == "boss@example.com")
        #expect(try await platform.notifications(of: ana.accountID).allSatisfy { $0.kind != "peer_lost" })
        let events = try await platform.store.read { try $0.auditEvents(about: "pgw.a.test", limit: 9) }
        #expect(events.map(\.action) == ["peer.lost"])
        #expect(platform.metrics.text().contains("gorse_diameter_peers_lost_total{reason=\"lost\"} 1"))
        // Back, and lost again: told when the hour is over, if it is still away then.
        time.advance(seconds: 1)
        try await platform.reportPeers([peer()])
        try await platform.reportGonePeer(peer(), reason: "silent")
        time.advance(seconds: 1800)
        #expect(try await told(platform, admin) == 1)
        time.advance(seconds: 1800)
        #expect(try await told(platform, admin) == 2)
    }

    @Test func `nobody is told of a peer that came back, that another node has, or that said goodbye`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        try await platform.reportPeers([peer()])
        try await platform.reportGonePeer(peer(), reason: "lost")
        time.advance(seconds: 5)
        let back = peer(of: "ocs2.b.test")
        try await platform.reportPeers([back])
        #expect(try await platform.network(as: admin).peers.missed.isEmpty)
        time.advance(seconds: 56)
        try await platform.reportPeers([peer(of: "ocs2.b.test", openedAt: back.openedAt)])
        #expect(try await told(platform, admin) == 0)
        try await platform.reportGonePeer(peer(of: "ocs2.b.test", openedAt: back.openedAt), reason: "left")
        time.advance(seconds: 600)
        #expect(try await told(platform, admin) == 0)
        #expect(try await platform.network(as: admin).peers.map(\.node) == ["ocs1.b.test"])
    }

    @Test func `the peers of a node that falls silent are lost, those of one that takes leave are not`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        try await platform.reportPeers([peer(of: "ocs1.b.test")])
        try await platform.reportPeers([peer(of: "ocs2.b.test")])
        try await platform.forgetPeers(of: "ocs2.b.test")
        time.advance(seconds: 61)
        try await platform.reportPeers([])
        let network = try await platform.network(as: admin)
        #expect(network.peers.map(\.node) == ["ocs1.b.test"] && network.peers.first?.lost?.reason == "silent_node")
        time.advance(seconds: 61)
        #expect(try await told(platform, admin) == 1)
    }
}
