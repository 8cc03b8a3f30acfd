import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct NetworkPageTests {
    @Test func `peers, live sessions and one session's story are shown in every language`() async throws {
        try await withPages { platform, client in
            let ana = try await platform.testSubscriber()
            _ = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
            let line = try #require(try await platform.lines(of: ana.accountID).first).id
            for number in UInt32(0)...1 {
                _ = try await platform.authorizeUsage(
                    UsageRequest(
                        sessionID: "pgw.a.test;<1>", requestNumber: number, kind: number == 0 ? .initial : .update, lineID: line,
                        items: [
                            .init(
                                ratingGroup: 10, requested: .units(1_000_000),
                                used: number == 0 ? nil : UsedUnits(input: 0, output: 1_234_567))
                        ]))
            }
            let now = platform.time.now()
            let peer = NetworkPeer(
                node: "ocs.b.test", name: "pgw.a.test", realm: "a.test", address: "10.0.0.1", transport: "tls", applications: ["Gy"],
                openedAt: now, seenAt: now, requests: 9, results: [2001: 8, 4012: 1],
                latency: .init(medianMicroseconds: 1500, p99Microseconds: 9000))
            try await platform.reportPeers([peer])
            let boss = Visitor(client)
            try await boss.join("boss@example.com")
            let account = try #require(try await platform.accounts(of: .dotm, email: "boss@example.com").first)
            try await platform.store.write { try $0.setRole(.admin, of: account.id) }
            for language in Language.allCases {
                try await boss.choose(language.rawValue)
                #expect(try await boss.get("/console/network").status == .ok)
                #expect(boss.html.contains("2001: 8") && boss.html.contains("4012: 1") && boss.html.contains("pgw.a.test;&lt;1&gt;"))
                #expect(boss.html.contains(language.text("console.network.slowest")))
                #expect(!boss.html.contains(language.text("console.network.peer_lost")))
                #expect(try await boss.get("/console/network/session?id=pgw.a.test%3B%3C1%3E").status == .ok)
                #expect(boss.html.contains(language.number(1_234_567)) && boss.html.contains(language.text("console.network.adds_up")))
                #expect(!boss.html.contains(language.text("console.network.does_not_add_up")))
            }
            #expect(try await boss.get("/console/network/session?id=other").status == .notFound)
            try await platform.reportGonePeer(peer, reason: "silent")
            try await boss.choose("en")
            try await boss.get("/console/network")
            #expect(boss.html.contains("A peer is lost"))
        }
    }
}
