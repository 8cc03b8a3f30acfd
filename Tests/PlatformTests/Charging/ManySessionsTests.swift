import Charging
import Store
import Telecom
import TestKit
import Testing

@testable import Platform

/// What sessions leave behind, counted in entries and octets, not in time or in the process's size.
@Suite struct ManySessionsTests {
    private func request(_ session: String, _ number: UInt32) throws -> UsageRequest {
        try UsageRequest(
            sessionID: session, requestNumber: number, kind: number == 0 ? .initial : .termination, lineID: LineID("line_ana")!,
            items: [
                .init(
                    ratingGroup: 10, requested: number == 0 ? .units(1000) : .nothing, used: number == 0 ? nil : UsedUnits(total: 7))
            ], gateway: Gateway(host: "pgw01.epc.mnc001.mcc001.3gppnetwork.org", realm: "epc.mnc001.mcc001.3gppnetwork.org"))
    }

    @Test func `an open session takes less than a kilobyte, and ten thousand that were opened and closed leave nothing`() async throws {
        let platform = try await testPlatform()
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana", units: 1_000_000_000)
        }
        func state() async throws -> ChargingState {
            let group = GroupID("grp_ana")!
            return try await platform.store.read { try $0.chargingStates(of: [group])[group]!.state }
        }
        func decide(_ round: Int, _ number: UInt32) async throws {
            let requests = try (0..<250).map { try request("pgw01.epc.mnc001.mcc001.3gppnetwork.org;\(round);\($0);app_gy", number) }
            for outcome in try await platform.charging.decide(requests) { #expect(try outcome.get().refusal == nil) }
        }
        try await decide(0, 0)
        try await decide(0, 1)
        let before = try await state()
        #expect(before.sessions.isEmpty)
        for round in 1...40 {
            try await decide(round, 0)
            if round == 1 {
                let open = try await state()
                #expect(open.sessions.count == 250)
                #expect((open.encoded.count - before.encoded.count) / 250 < 1000)
            }
            try await decide(round, 1)
        }
        let after = try await state()
        #expect(after.sessions.isEmpty)
        #expect(after.buckets.allSatisfy { $0.reserved == 0 } && after.buckets.map(\.used) == [41 * 250 * 7])
        #expect(after.buckets.count == before.buckets.count && after.members.count == before.members.count)
        // Counts have grown by a digit or two, nothing else has.
        #expect(after.encoded.count <= before.encoded.count + 32)
    }
}
