import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ReportTotalsTests {
    private func platform() async throws -> Platform {
        let platform = try await testPlatform()
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana", units: 1_000_000_000)
        }
        return platform
    }

    private func report(_ kind: TotalsReport.Kind, _ input: Int64, _ output: Int64 = 0, session: String = "radius;1") -> TotalsReport {
        TotalsReport(sessionID: session, kind: kind, lineID: LineID("line_ana")!, input: input, output: output, gateway: nil)
    }

    private func used(_ platform: Platform) async throws -> Int64? {
        try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.used
    }

    @Test func `totals are charged by what they add, in whatever order and however often they come`() async throws {
        let platform = try await platform()
        let reports = [
            report(.start, 0), report(.start, 0), report(.interim, 10, 20), report(.interim, 10, 20), report(.interim, 50, 60),
            report(.interim, 30, 40), report(.stop, 70, 80), report(.stop, 70, 80), report(.interim, 60, 70),
        ]
        for report in reports { #expect(try await platform.reportTotals(report) == nil) }
        #expect(try await used(platform) == 150)
        // A stop that was counted up once more.
        #expect(try await platform.reportTotals(report(.stop, 71, 80)) == nil)
        #expect(try await used(platform) == 151)
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `reports that come at once are charged once`() async throws {
        let platform = try await platform()
        _ = try await platform.reportTotals(report(.start, 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...40 {
                group.addTask { _ = try? await platform.reportTotals(report(.interim, Int64(number % 8) * 100)) }
            }
            try await group.waitForAll()
        }
        _ = try await platform.reportTotals(report(.stop, 900))
        #expect(try await used(platform) == 900)
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `a session whose start was lost is charged, and one that has nothing left is told`() async throws {
        let platform = try await platform()
        #expect(try await platform.reportTotals(report(.stop, 5, session: "radius;2")) == nil)
        #expect(try await used(platform) == 5)
        #expect(try await platform.reportTotals(report(.interim, 2_000_000_000)) == .creditLimitReached)
        #expect(try await platform.reportTotals(report(.interim, 2_000_000_000)) == .creditLimitReached)
        #expect(try await platform.reportTotals(report(.stop, 2_000_000_000)) == nil)
        await #expect(throws: PlatformError.self) { try await platform.reportTotals(report(.stop, .max / 2, session: "radius;3")) }
    }
}
