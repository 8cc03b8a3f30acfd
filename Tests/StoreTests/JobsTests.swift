import Store
import Telecom
import TestKit
import Testing

@Suite struct JobsTests {
    private let start = Timestamp(secondsSince1970: 1_000_000)

    private func claim(_ engine: any SQLEngine, at time: Timestamp, limit: Int = 10) async throws -> [Job] {
        try await engine.write(isolation: .readCommitted) {
            try $0.claimJobs(kinds: ["ring"], limit: limit, at: time, leaseEnds: time.adding(seconds: 60))
        }
    }

    private func enqueue(_ engine: any SQLEngine, key: String, runAt: Timestamp? = nil) async throws -> Bool {
        try await engine.write { [start] in
            try $0.enqueue(NewJob(kind: "ring", key: key, payload: ["bell": key], runAt: runAt), at: start)
        }
    }

    @Test func `a job with the same kind and key is enqueued once`() async throws {
        let engine = try await memoryStore()
        #expect(try await enqueue(engine, key: "a"))
        #expect(try await enqueue(engine, key: "a") == false)
        let jobs = try await claim(engine, at: start)
        #expect(jobs.map(\.key) == ["a"])
        #expect(try jobs[0].decode([String: String].self) == ["bell": "a"])
    }

    @Test func `a job is claimed when it is due and by one worker alone`() async throws {
        let engine = try await memoryStore()
        _ = try await enqueue(engine, key: "later", runAt: start.adding(seconds: 100))
        #expect(try await claim(engine, at: start).isEmpty)
        #expect(try await engine.read { try $0.nextJobTime(kinds: ["ring"]) } == start.adding(seconds: 100))
        #expect(try await claim(engine, at: start.adding(seconds: 100)).count == 1)
        #expect(try await claim(engine, at: start.adding(seconds: 101)).isEmpty)
    }

    @Test func `a job whose worker is lost comes back when its lease ends and the lost worker can no longer finish it`() async throws {
        let engine = try await memoryStore()
        _ = try await enqueue(engine, key: "a")
        let lost = try #require(try await claim(engine, at: start).first)
        let taken = try #require(try await claim(engine, at: start.adding(seconds: 60)).first)
        #expect(taken.id == lost.id && taken.attempts == 2)
        let late = try await engine.write { [start] in try $0.finishJob(lost, at: start) }
        #expect(late == false)
        let finished = try await engine.write { [start] in try $0.finishJob(taken, at: start) }
        #expect(finished)
        #expect(try await engine.read { try $0.job(taken.id)?.state } == .done)
    }

    @Test func `a dead job is listed and can be retried`() async throws {
        let engine = try await memoryStore()
        _ = try await enqueue(engine, key: "a")
        let job = try #require(try await claim(engine, at: start).first)
        try await engine.write { [start] in _ = try $0.failJob(job, reason: "the bell is broken", retryAt: nil, at: start) }
        let dead = try await engine.read { try $0.jobs(.dead, limit: 10) }
        #expect(dead.map(\.lastError) == ["the bell is broken"])
        #expect(try await claim(engine, at: start.adding(days: 1)).isEmpty)
        let retried = try await engine.write { [start] in try $0.retryDeadJob(job.id, at: start) }
        #expect(retried)
        #expect(try await claim(engine, at: start).count == 1)
    }

    @Test func `an enqueue that is rolled back leaves no job`() async throws {
        struct Refused: Error {}
        let engine = try await memoryStore()
        await #expect(throws: Refused.self) {
            try await engine.write { [start] in
                try $0.enqueue(NewJob(kind: "ring", key: "a", payload: ""), at: start)
                throw Refused()
            }
        }
        #expect(try await claim(engine, at: start).isEmpty)
    }
}
