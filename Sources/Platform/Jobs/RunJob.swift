import Store
import Telecom

/// How a run of a job ended.
public enum JobOutcome: Sendable, Equatable {
    case done
    /// It failed and is due again.
    case willRetry(at: Timestamp)
    case dead
}

extension Platform {
    /// Runs one claimed job and records how it ended.
    /// - Throws: `StoreError` when the outcome could not be recorded; the lease's end then brings the job back.
    @discardableResult
    public func runJob(_ job: Job, with handler: JobHandler) async throws -> JobOutcome {
        guard job.attempts <= job.maxAttempts else {
            return try await recordFailure(of: job, JobAbandoned("the worker was lost in each of its \(job.maxAttempts) runs"))
        }
        do {
            try await withDeadline(seconds: handler.timeoutSeconds) { try await handler.run(self, job) }
        } catch {
            return try await recordFailure(of: job, error)
        }
        let now = time.now()
        try await store.write { _ = try $0.finishJob(job, at: now) }
        return .done
    }

    /// Runs all that is due until nothing is left, one job after another. For tests and for the demo, which own the clock.
    /// - Returns: how many runs there were.
    @discardableResult
    public func runDueJobs(handlers: [JobHandler] = JobHandler.all) async throws -> Int {
        let byKind = Dictionary(uniqueKeysWithValues: handlers.map { ($0.kind, $0) })
        var runs = 0
        while true {
            let jobs = try await claimJobs(handlers: handlers, limit: 16)
            if jobs.isEmpty { return runs }
            for job in jobs { try await runJob(job, with: byKind[job.kind]!) }
            runs += jobs.count
        }
    }

    /// The lease outlasts the longest time-out by half a minute, so that it only ends when a worker is gone.
    func claimJobs(handlers: [JobHandler], limit: Int) async throws -> [Job] {
        let now = time.now()
        let lease = now.adding(seconds: 30 + (handlers.map(\.timeoutSeconds).max() ?? 0))
        let kinds = handlers.map(\.kind)
        return try await store.write(isolation: .readCommitted) {
            try $0.claimJobs(kinds: kinds, limit: limit, at: now, leaseEnds: lease)
        }
    }

    private func recordFailure(of job: Job, _ error: any Error) async throws -> JobOutcome {
        let now = time.now()
        let abandoned = (error as? JobAbandoned)?.reason
        let retryAt =
            abandoned != nil || job.attempts >= job.maxAttempts ? nil : now.adding(seconds: retryDelaySeconds(after: job.attempts))
        let reason = abandoned ?? String(describing: error)
        try await store.write { _ = try $0.failJob(job, reason: reason, retryAt: retryAt, at: now) }
        log.warning(
            "job failed",
            metadata: [
                "job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempts)", "error": "\(reason)", "dead": "\(retryAt == nil)",
            ])
        return retryAt.map { .willRetry(at: $0) } ?? .dead
    }

    /// 5 s, doubled with every attempt, at most an hour; of that between half and all, by chance, so that jobs that failed together
    /// do not come back together.
    private func retryDelaySeconds(after attempts: Int64) -> Int64 {
        let most: Int64 = min(3600, 5 << min(attempts - 1, 10))
        return most - Int64(randomness.number(below: UInt64(most / 2 + 1)))
    }
}

struct DeadlineExceeded: Error {
    let seconds: Int64
}

/// Cancels `work` when it takes longer, and waits for it to stop.
func withDeadline(seconds: Int64, _ work: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw DeadlineExceeded(seconds: seconds)
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}
