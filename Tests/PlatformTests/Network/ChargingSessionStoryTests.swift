import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ChargingSessionStoryTests {
    private let gateway = Gateway(host: "pgw.a.test", realm: "a.test")

    private func ask(
        _ platform: Platform, _ line: LineID, _ number: UInt32, _ kind: UsageRequest.Kind, used: Int64? = nil, ratingGroup: UInt32 = 10,
        country: Country? = nil
    ) async throws {
        let request = try UsageRequest(
            sessionID: "pgw.a.test;1", requestNumber: number, kind: kind, lineID: line,
            items: [
                .init(
                    ratingGroup: ratingGroup, requested: kind == .termination ? .nothing : .units(1_000_000),
                    used: used.map { UsedUnits(input: 0, output: $0) })
            ], country: country, gateway: gateway)
        _ = try await platform.authorizeUsage(request)
    }

    @Test func `a session's story adds up from its first request to its last, with the top-up between`() async throws {
        let platform = try await testPlatform()
        let ana = try await platform.testSubscriber()
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        _ = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
        let line = try #require(try await platform.lines(of: ana.accountID).first).id
        try await ask(platform, line, 0, .initial)
        try await ask(platform, line, 1, .update, used: 700_000)
        let live = try await platform.network(as: admin).chargingSessions
        #expect(live.map(\.id) == ["pgw.a.test;1"] && live.first?.session.reservations.map(\.units) == [1_000_000])
        #expect(try await platform.chargingSession("pgw.a.test;1", as: admin).state == .open)
        _ = try await platform.testPurchase(["global_data_10gb"], as: ana)
        try await ask(platform, line, 2, .termination, used: 5)
        let story = try await platform.chargingSession("pgw.a.test;1", as: admin)
        #expect(story.state == .ended && story.reserved.isEmpty && story.lineID == line && story.gateway == gateway)
        #expect(story.requests.map(\.entry.kind) == [.initial, .update, .termination])
        let isTopUp = story.steps.map { step in if case .moreUnits = step.event { true } else { false } }
        #expect(isTopUp == [false, false, true, false])
        let sum = try #require(story.sums.first)
        #expect(sum.granted == 2_000_000 && sum.used == 700_005 && sum.cost == 700_005 && sum.debited == 700_005 && sum.overage == 0)
        #expect(sum.addsUp)
        #expect(try await platform.network(as: admin).chargingSessions.isEmpty)
        await #expect(throws: PlatformError.self) { try await platform.chargingSession("other", as: admin) }
        await #expect(throws: PlatformError.self) { try await platform.network(as: ana) }
        await #expect(throws: PlatformError.self) { try await platform.chargingSession("pgw.a.test;1", as: ana) }
    }

    @Test func `what nothing covers, and what a silent gateway holds, is told`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        let line = LineID("line_ana")!
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana", units: 500_000)
        }
        try await ask(platform, line, 1, .initial)
        try await ask(platform, line, 2, .update, used: 600_000)
        let sum = try #require(try await platform.chargingSession("pgw.a.test;1", as: admin).sums.first)
        #expect(sum.used == 600_000 && sum.debited == 500_000 && sum.overage == 100_000 && sum.addsUp)
        #expect(try await platform.network(as: admin).chargingSessions.map(\.id) == ["pgw.a.test;1"])
        time.advance(seconds: 30 * 86_400)
        _ = try await platform.charging.reclaimReservations()
        #expect(try await platform.chargingSession("pgw.a.test;1", as: admin).state == .forgotten)
    }
}
