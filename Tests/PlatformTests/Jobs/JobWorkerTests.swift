import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct JobWorkerTests {
    private func platform() async throws -> Platform {
        try await testPlatform(clock: .system)
    }

    private func enqueue(_ platform: Platform, key: String, afterMilliseconds delay: Int64 = 0) async throws {
        let now = platform.time.now()
        let due = Timestamp(microsecondsSince1970: now.microsecondsSince1970 + delay * 1000)
        try await platform.store.write { _ = try $0.enqueue(NewJob(kind: "ring", key: key, payload: "", runAt: due), at: now) }
    }

    @Test func `the worker runs what is there, what comes and what becomes due`() async throws {
        let platform = try await platform()
        let (rung, ring) = AsyncStream<String>.makeStream()
        let worker = JobWorker(platform, handlers: [JobHandler(kind: "ring") { _, job in ring.yield(job.key) }])
        var keys = rung.makeAsyncIterator()
        try await enqueue(platform, key: "there before")
        let run = Task { await worker.run() }
        #expect(await keys.next() == "there before")
        try await enqueue(platform, key: "due soon", afterMilliseconds: 60)
        try await enqueue(platform, key: "comes")
        // On a busy machine the one that is due soon may be due first.
        #expect(await [keys.next(), keys.next()].compactMap(\.self).sorted() == ["comes", "due soon"])
        #expect(worker.lastLookAt != nil)
        run.cancel()
        await run.value
    }

    @Test func `no more jobs run at a time than allowed, and all of them run`() async throws {
        let platform = try await platform()
        let present = Lock((now: 0, most: 0))
        let (rung, ring) = AsyncStream<Void>.makeStream()
        let handler = JobHandler(kind: "ring") { _, _ in
            present.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<10 { await Task.yield() }
            present.withLock { $0.now -= 1 }
            ring.yield()
        }
        for number in 0..<20 { try await enqueue(platform, key: "\(number)") }
        let run = Task { await JobWorker(platform, handlers: [handler], concurrency: 3).run() }
        var ends = rung.makeAsyncIterator()
        for _ in 0..<20 { _ = await ends.next() }
        run.cancel()
        await run.value
        #expect(present.withLock { $0.most } <= 3)
        #expect(try await platform.store.read { try $0.nextJobTime(kinds: ["ring"]) } == nil)
    }

    @Test func `stopping waits for the job that runs and leaves the rest`() async throws {
        let platform = try await platform()
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (open, gate) = AsyncStream<Void>.makeStream()
        let handler = JobHandler(kind: "ring") { _, _ in
            begin.yield()
            for await _ in open { break }
        }
        try await enqueue(platform, key: "a")
        let run = Task { await JobWorker(platform, handlers: [handler], concurrency: 1).run() }
        var starts = begun.makeAsyncIterator()
        _ = await starts.next()
        try await enqueue(platform, key: "b")
        run.cancel()
        gate.yield()
        await run.value
        let states = try await platform.store.read { transaction in
            try ["a", "b"].map { try transaction.job(kind: "ring", key: $0)?.state }
        }
        #expect(states == [.done, .waiting])
    }

    @Test func `a run that takes longer than its time-out fails`() async throws {
        let platform = try await platform()
        try await enqueue(platform, key: "a")
        let handler = JobHandler(kind: "ring", timeoutSeconds: 0) { _, _ in try await Task.sleep(for: .seconds(60)) }
        #expect(try await platform.runDueJobs(handlers: [handler]) == 1)
        #expect(try await platform.store.read { try $0.job(kind: "ring", key: "a")?.state } == .waiting)
    }
}
