import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ChargingMetricsTests {
    private func request(
        _ session: String, _ number: UInt32, _ kind: UsageRequest.Kind, used: Int64? = nil, line: String = "line_ana"
    ) throws -> UsageRequest {
        try UsageRequest(
            sessionID: session, requestNumber: number, kind: kind, lineID: LineID(line)!,
            items: [
                .init(ratingGroup: 1, requested: kind == .termination ? .nothing : .any, used: used.map { UsedUnits(total: $0) })
            ])
    }

    private func platform() async throws -> Platform {
        let platform = try await testPlatform()
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana", units: 100)
        }
        return platform
    }

    private func count(_ platform: Platform, _ result: String) -> Int64 {
        platform.metrics.counter("gorse_charging_requests_total", "", ["result": result]).value
    }

    @Test func `requests are counted by what became of them`() async throws {
        let platform = try await platform()
        #expect(platform.metrics.text().contains("gorse_charging_requests_total{result=\"granted\"} 0\n"))
        _ = try await platform.authorizeUsage(request("a", 0, .initial))
        _ = try await platform.authorizeUsage(request("b", 0, .initial))
        _ = try await platform.authorizeUsage(request("c", 0, .initial, line: "line_none"))
        _ = try await platform.authorizeUsage(request("a", 1, .termination, used: 100))
        _ = try? await platform.authorizeUsage(request("b", 0, .initial, used: 1))
        await #expect(throws: PlatformError.self) {
            try await platform.store.write { _ = try $0.insertTestLine("two", account: AccountID("acc_ana")!) }
            _ = try await platform.authorizeUsage(request("b", 1, .update, line: "line_two"))
        }
        #expect(count(platform, "granted") == 1)
        #expect(count(platform, "credit_limit_reached") == 2)
        #expect(count(platform, "user_unknown") == 1)
        #expect(count(platform, "reported") == 1)
        #expect(count(platform, "conflict") == 1)
        #expect(count(platform, "failed") == 0)
    }

    @Test func `batches are measured by their size and time, and what is waiting by its number`() async throws {
        let platform = try await platform()
        _ = try await platform.authorizeUsage(request("a", 0, .initial))
        _ = try await platform.authorizeUsage(request("a", 1, .update, used: 1))
        let text = platform.metrics.text()
        #expect(
            text.contains("gorse_charging_batch_requests_bucket{le=\"1\"} 2\n") && text.contains("gorse_charging_batch_requests_sum 2\n"))
        #expect(text.contains("gorse_charging_commit_seconds_count 2\n"))
        _ = await platform.readiness(of: JobWorker(platform))
        #expect(platform.metrics.text().contains("gorse_charging_waiting_requests 0\n"))
    }

    @Test func `requests that the store could not write are counted as failed`() async throws {
        let platform = try await platform()
        try await platform.store.write { try $0.execute("DROP TABLE charging_journal") }
        await #expect(throws: (any Error).self) { try await platform.authorizeUsage(request("a", 0, .initial)) }
        #expect(count(platform, "failed") == 1 && count(platform, "granted") == 0)
    }
}
