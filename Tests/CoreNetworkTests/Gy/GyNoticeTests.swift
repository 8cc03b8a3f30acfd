import Diameter
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite(.timeLimit(.minutes(5))) struct GyNoticeTests {
    @Test func `a top-up and a suspension are noticed when they are committed`() async throws {
        let her = try await GyFixture()
        let group = try #require(try await her.platform.store.read { try $0.chargeableLine(her.lineID)?.groupID })
        var notices = her.platform.sessionNotices().makeAsyncIterator()
        _ = try await her.platform.testPurchase(["global_data_10gb"], as: her.principal)
        #expect(await notices.next() == .moreUnits(group))
        _ = try await her.platform.suspendLine(her.lineID, reason: .lostDevice, by: her.principal)
        #expect(await notices.next() == .lineStopped(her.lineID))
    }

    @Test func `more units ask the gateway to ask again, the end of a line to end its session`() async throws {
        let her = try await GyFixture()
        let group = try #require(try await her.platform.store.read { try $0.chargeableLine(her.lineID)?.groupID })
        try await withDiameterServer([her.gy]) { port, server in
            let notices = SessionNotices(platform: her.platform, identity: GyFixture.identity, peers: server.peers)
            try await TestPeer.connected(to: port) { peer in
                _ = try await peer.introduce(as: "pgw.a.test")
                try await peer.send(her.request(.initial, services: [.octets(10, ask: 1000)]).message)
                _ = try await peer.next()
                for (notice, command) in [(.moreUnits(group), .reAuth), (.lineStopped(her.lineID), .abortSession)]
                    as [(SessionNotice, CommandCode)]
                {
                    async let told: Void = notices.tell(notice)
                    let asked = try #require(try await peer.next())
                    #expect(asked.command == command && asked.applicationID == .creditControl && asked.isRequest)
                    #expect(asked.avps.first?.code == AVPs.sessionID.code)
                    #expect(try asked.first(AVPs.sessionID) == "pgw.a.test;1;2")
                    #expect(try asked.first(AVPs.destinationHost) == "pgw.a.test")
                    #expect(try asked.first(AVPs.reAuthRequestType) == (command == .reAuth ? 0 : nil))
                    let answer = asked.answer(
                        sessionID: "pgw.a.test;1;2", resultCode: .success, originHost: "pgw.a.test", originRealm: "a.test")
                    try await peer.send(answer)
                    await told
                }
            }
        }
        let counted = her.platform.metrics.text()
        #expect(counted.contains("gorse_diameter_session_notices_total{command=\"rar\",result=\"2001\"} 1"))
        #expect(counted.contains("gorse_diameter_session_notices_total{command=\"asr\",result=\"2001\"} 1"))
    }

    @Test func `sessions that have ended and those of other lines are left alone`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1000)]))
        #expect(try await her.platform.openSessions(concernedBy: .lineStopped(LineID("line_other")!)).isEmpty)
        #expect(try await her.platform.openSessions(concernedBy: .lineStopped(her.lineID)).map(\.sessionID) == ["pgw.a.test;1;2"])
        _ = try await her.ask(her.request(.termination, 1))
        #expect(try await her.platform.openSessions(concernedBy: .lineStopped(her.lineID)).isEmpty)
    }
}
