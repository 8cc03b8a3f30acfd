import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct HealthTests {
    let time = ManualTime()

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `nodes say that they are there, at their pace, and are gone when they fall silent`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
            let (one, two) = (NodeID("node_one")!, NodeID("node_two")!)
            let start = time.source.now()
            let zero = NodeCounts(requests: 0, charges: 0, at: start)
            try await platform.reportNode(one, startedAt: start, counts: zero, before: zero)
            time.advance(seconds: 15)
            let later = NodeCounts(requests: 30, charges: 500, at: time.source.now())
            try await platform.reportNode(one, startedAt: start, counts: later, before: zero)
            try await platform.reportNode(two, startedAt: time.source.now(), counts: zero, before: zero)
            let health = try await platform.health(as: admin)
            #expect(health.nodes.map(\.id).contains(one))
            #expect(health.nodes.first { $0.id == one }?.requestsPerMinute == 120 && health.chargesPerMinute == 2000)
            #expect(health.databaseSize > 0 && health.schema >= 10 && health.deadJobs == 0)
            #expect(health.engine.hasPrefix(kind == .memory ? "SQLite 3" : "PostgreSQL "))
            time.advance(seconds: 59)
            #expect(try await platform.health(as: admin).nodes.map(\.id) == [one])
            time.advance(seconds: 1)
            #expect(try await platform.health(as: admin).nodes.isEmpty)
        }
    }

    @Test func `health is the operator's alone`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        await #expect(throws: PlatformError.self) { try await platform.health(as: ana) }
        let stranger = Principal(accountID: ana.accountID, brandID: BrandID("brd_other")!, role: .admin)
        await #expect(throws: PlatformError.self) { try await platform.health(as: stranger) }
    }
}
