import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct RetryJobsTests {
    let time = ManualTime()

    /// Lays down a dead job for each key.
    private func dead(_ kind: String, _ keys: [String], on platform: Platform) async throws -> [JobID] {
        let handler = JobHandler(kind: kind) { _, _ in throw JobAbandoned("the line is <cut>") }
        let now = platform.time.now()
        try await platform.store.write { transaction in
            for key in keys { try transaction.enqueue(NewJob(kind: kind, key: key, payload: [String: String]()), at: now) }
        }
        try await platform.runDueJobs(handlers: [handler])
        return try await platform.store.read { transaction in try keys.map { try transaction.job(kind: kind, key: $0)!.id } }
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `the operator sees the queue, retries one dead job and then a kind, and it is written down`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
            try await platform.runDueJobs()
            let ids = try await dead("ring", ["a", "b", "c"], on: platform)
            _ = try await dead("sing", ["d"], on: platform)
            let queue = try await platform.jobQueue(as: admin)
            #expect(queue.kinds.map(\.kind) == ["ring", "sing"] && queue.kinds.map(\.dead) == [3, 1])
            #expect(queue.lagSeconds == 0)
            let listed = try await platform.jobs(.dead, kind: "ring", limit: 2, as: admin)
            #expect(listed.map(\.key).count == 2 && listed[0].lastError == "the line is <cut>")
            #expect(try await platform.jobs(.dead, kind: "ring", before: listed[1].id, limit: 2, as: admin).count == 1)

            #expect(try await platform.retryJob(ids[0], as: admin).state == .waiting)
            await #expect { try await platform.retryJob(ids[0], as: admin) } throws: { ($0 as? PlatformError)?.code == "job_not_dead" }
            #expect(try await platform.retryJobs(kind: "ring", as: admin) == 2)
            #expect(try await platform.retryJobs(kind: "ring", as: admin) == 0)
            time.advance(seconds: 90)
            #expect(try await platform.jobQueue(as: admin).lagSeconds == 90)
            let written = try await platform.auditEvents(AuditQuery(actor: admin.accountID.text), limit: 10, as: admin)
            #expect(written.map(\.action).prefix(2) == ["job.retry_kind", "job.retry"])
            #expect(written[0].subject == "ring" && written[0].detail.contains("\"jobs\":\"2\""))
        }
    }

    @Test func `nobody but the operator sees jobs, and support retries none`() async throws {
        let platform = try await testPlatform(time: time)
        let ids = try await dead("ring", ["a"], on: platform)
        let support = try await platform.testSubscriber("support@example.com", role: .support)
        #expect(try await platform.jobs(.dead, limit: 5, as: support).count == 1)
        await #expect(throws: PlatformError.self) { try await platform.retryJob(ids[0], as: support) }
        let stranger = Principal(accountID: support.accountID, brandID: BrandID("brd_other")!, role: .admin)
        await #expect(throws: PlatformError.self) { try await platform.jobs(.dead, limit: 5, as: stranger) }
        await #expect(throws: PlatformError.self) { try await platform.jobQueue(as: stranger) }
        await #expect(throws: PlatformError.self) { try await platform.retryJobs(kind: "ring", as: stranger) }
        #expect(try await platform.store.read { try $0.job(ids[0])?.state } == .dead)
    }
}
