import Charging
import Telecom
import TestKit
import Testing

@testable import Store

@Suite struct BucketsTests {
    static let group = GroupID("grp_one")!
    static let account = AccountID("acc_one")!
    static let start = ManualTime().source.now()

    private func store() async throws -> any SQLEngine {
        let store = try await memoryStore()
        _ = try await store.write { try $0.insertTestAccount("one") }
        return store
    }

    private func bucket(_ id: String, _ units: Int64? = 1000, order: String? = nil) -> Bucket {
        Bucket(
            id: BucketID("bkt_\(id)")!, groupID: Self.group, accountID: Self.account, unit: .octets, granted: units, priority: 100,
            startsAt: Self.start, expiresAt: nil, serviceID: "basic_data", orderID: order.flatMap { OrderID($0) })
    }

    @Test func `a granted bucket is in the state of its group`() async throws {
        let state = try await store().write { transaction in
            try transaction.grantBucket(bucket("a", order: "ord_1"), at: Self.start)
            try transaction.grantBucket(bucket("b", nil), at: Self.start)
            #expect(try transaction.buckets(of: OrderID("ord_1")!) == [bucket("a", order: "ord_1")])
            #expect(try transaction.buckets(of: Self.group).count == 2)
            return try transaction.chargingStates(of: [Self.group, GroupID("grp_other")!])
        }
        #expect(state[Self.group]?.state.sequence == 2)
        #expect(state[Self.group]?.state.available(.octets, at: Self.start) == ChargingUnit.greatestCount)
        #expect(state[GroupID("grp_other")!]?.state.sequence == 0)
    }

    @Test func `a revocation takes back what is left, once`() async throws {
        try await store().write { transaction in
            try transaction.grantBucket(bucket("a"), at: Self.start)
            #expect(try transaction.revokeBucket(BucketID("bkt_a")!, at: Self.start) == 1000)
            #expect(try transaction.revokeBucket(BucketID("bkt_a")!, at: Self.start) == 0)
            let state = try transaction.chargingStates(of: [Self.group])[Self.group]!.state
            #expect(state.available(.octets, at: Self.start) == 0)
            #expect(throws: StoreError.self) { try transaction.revokeBucket(BucketID("bkt_none")!, at: Self.start) }
        }
    }

    @Test func `a state is rebuilt from its checkpoint and the rows behind it, and usage is rolled up once`() async throws {
        try await store().write { transaction in
            try transaction.grantBucket(bucket("a", 10_000_000), at: Self.start)
            var state = try transaction.chargingStates(of: [Self.group])[Self.group]!.state
            let line = ChargeableLine(id: LineID("line_one")!, accountID: Self.account, groupID: Self.group, brandID: .dotm, isActive: true)
            for number in UInt32(0)..<10 {
                let request = try UsageRequest(
                    sessionID: "gw;1", requestNumber: number, kind: number == 0 ? .initial : .update, lineID: line.id,
                    items: [.init(ratingGroup: 1, requested: .any, used: number == 0 ? nil : UsedUnits(input: 1, output: 2))])
                let row = try state.authorize(request, line: line, policy: ChargingPolicy(), at: Self.start)
                #expect(try transaction.appendToChargingJournal([row]) == 1)
                if number == 4 {
                    let usage = state.takeUsage()
                    try transaction.saveCheckpoints([(state, usage)], at: Self.start)
                }
            }
            let rebuilt = try transaction.chargingStates(of: [Self.group])[Self.group]!
            #expect(rebuilt.state == state)
            #expect(rebuilt.checkpoint == 6)
            let rolledUp = try transaction.rolledUpUsage(of: Self.group).values.first
            #expect(rolledUp?.octets == 12)
            #expect(state.usage.values.first?.octets == 15)
            #expect(try transaction.usageAnswer(sessionID: "gw;1", requestNumber: 0)?.items.first?.granted == 10_000_000)
            #expect(try transaction.usageAnswer(sessionID: "gw;1", requestNumber: 99) == nil)
            #expect(try transaction.chargingJournal(of: Self.group, after: 8).map(\.sequence) == [9, 10, 11])
        }
    }

    @Test func `a request is written once, and a sequence is taken once`() async throws {
        try await store().write { transaction in
            try transaction.grantBucket(bucket("a"), at: Self.start)
            let entry = try transaction.chargingJournal(of: Self.group)[0].entry
            let taken = JournalRow(groupID: Self.group, sequence: 1, at: Self.start, entry: entry)
            #expect(try transaction.appendToChargingJournal([taken]) == 0)
        }
    }

    @Test func `the journal cannot be changed`() async throws {
        let store = try await store()
        try await store.write { try $0.grantBucket(bucket("a"), at: Self.start) }
        for sql in ["UPDATE charging_journal SET at = 0", "DELETE FROM charging_journal", "DELETE FROM buckets"] {
            await #expect(throws: StoreError.self) { try await store.write { _ = try $0.execute(sql) } }
        }
    }
}
