import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct RunJobTests {
    private struct Broken: Error {}

    private func enqueue(_ platform: Platform, maxAttempts: Int64 = 10) async throws {
        let now = platform.time.now()
        try await platform.store.write {
            _ = try $0.enqueue(NewJob(kind: "ring", key: "a", payload: "", maxAttempts: maxAttempts), at: now)
        }
    }

    private func job(_ platform: Platform) async throws -> Job {
        try #require(try await platform.store.read { try $0.job(kind: "ring", key: "a") })
    }

    @Test func `a job that fails is due again later each time until it is dead`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        try await enqueue(platform, maxAttempts: 3)
        let handler = JobHandler(kind: "ring") { _, _ in throw Broken() }

        for (attempt, wait) in [(1, 3...5), (2, 5...10)] as [(Int64, ClosedRange<Int64>)] {
            #expect(try await platform.runDueJobs(handlers: [handler]) == 1)
            let job = try await job(platform)
            #expect(job.state == .waiting && job.attempts == attempt && job.lastError == "Broken()")
            let delay = try #require(job.runAt).seconds(since: time.source.now())
            #expect(wait.contains(delay))
            time.advance(seconds: wait.upperBound)
        }
        #expect(try await platform.runDueJobs(handlers: [handler]) == 1)
        #expect(try await job(platform).state == .dead)
        time.advance(seconds: 100_000)
        #expect(try await platform.runDueJobs(handlers: [handler]) == 0)
    }

    @Test func `an abandoned job is dead at once`() async throws {
        let platform = try await testPlatform()
        try await enqueue(platform)
        try await platform.runDueJobs(handlers: [JobHandler(kind: "ring") { _, _ in throw JobAbandoned("no such bell") }])
        let job = try await job(platform)
        #expect(job.state == .dead && job.lastError == "no such bell")
    }

    @Test func `jobs that a job enqueues are run too`() async throws {
        let platform = try await testPlatform()
        try await enqueue(platform)
        let first = JobHandler(kind: "ring") { platform, job in
            let now = platform.time.now()
            try await platform.store.write {
                try $0.enqueue(NewJob(kind: "echo", key: "a", payload: ""), at: now)
                try $0.finishJob(job, at: now)
            }
        }
        #expect(try await platform.runDueJobs(handlers: [first, JobHandler(kind: "echo") { _, _ in }]) == 2)
        #expect(try await job(platform).state == .done)
    }

    @Test func `a job of a kind that this node does not know is left for one that does`() async throws {
        let platform = try await testPlatform()
        try await enqueue(platform)
        #expect(try await platform.runDueJobs(handlers: [JobHandler(kind: "echo") { _, _ in }]) == 0)
        #expect(try await job(platform).state == .waiting)
    }
}
