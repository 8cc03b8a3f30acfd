import Diameter
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// What operators get to know of the peers of all nodes.
@Suite(.timeLimit(.minutes(5))) struct PeerReportsTests {
    @Test func `times are told of the last minute or two`() {
        let statistics = PeerStatistics()
        statistics.answered(.success, inMicroseconds: 50, at: 1000)
        statistics.answered(nil, inMicroseconds: 10, at: 1070)
        #expect(statistics.counts(at: 1129).latency.maximum == 50)
        #expect(statistics.counts(at: 1130).latency.maximum == 10)
        let later = statistics.counts(at: 1300)
        #expect(later.latency.count == 0 && later.requests == 2 && later.results == [2001: 1, 0: 1])
    }

    @Test func `a peer that connects, asks and is lost is told of with its counts, and its loss is told too`() async throws {
        let her = try await GyFixture()
        let reports = PeerReports(her.platform, as: DiameterIdentity(host: "ocs.b.test", realm: "b.test"))
        let changes = Lock<[PeerChange]>([])
        let (gone, go) = AsyncStream<Void>.makeStream()
        try await withDiameterServer(
            [her.gy],
            onChange: { change in
                changes.withLock { $0.append(change) }
                if case .gone = change { go.yield() }
            }
        ) { port, server in
            try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "PGW.a.test")
                try await peer.send(her.request(.initial, services: [.octets(10, ask: 1000)]).message)
                #expect(try await peer.next()?.first(AVPs.resultCode) == .success)
                await reports.report(nil, server.peers)
                let told = try #require(try await her.platform.store.read { try $0.networkPeer("pgw.a.test", of: "ocs.b.test") })
                #expect(told.requests == 1 && told.results == [2001: 1] && told.applications == ["Gy"] && told.transport == "tcp")
                #expect(try #require(told.latency).medianMicroseconds > 0 && told.lost == nil)
            }
            for await _ in gone { break }
            for change in changes.withLock({ $0 }) { await reports.report(change, server.peers) }
        }
        let told = try await her.platform.store.read { try $0.networkPeer("pgw.a.test", of: "ocs.b.test") }
        #expect(told?.lost?.reason == "lost")
        #expect(her.platform.metrics.text().contains("gorse_diameter_peers_lost_total{reason=\"lost\"} 1"))
    }
}
