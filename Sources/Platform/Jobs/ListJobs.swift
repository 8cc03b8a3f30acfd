import Store
import Telecom

/// How the queue stands: jobs that are not done, by kind.
public struct JobQueue: Sendable {
    public struct Kind: Sendable, Equatable {
        public let kind: String
        public internal(set) var waiting: Int64 = 0
        public internal(set) var running: Int64 = 0
        public internal(set) var dead: Int64 = 0
    }

    public let kinds: [Kind]
    /// How long the job that is longest overdue has been waiting; 0 when none is due.
    public let lagSeconds: Int64
}

extension Platform {
    /// The operator's view of the queue. Jobs belong to no brand.
    /// - Throws: `forbidden` for anybody but the operator.
    public func jobQueue(as principal: Principal) async throws -> JobQueue {
        try principal.requireOperator()
        let now = time.now()
        return try await store.read { transaction in
            var kinds: [String: JobQueue.Kind] = [:]
            for (name, state, count) in try transaction.jobCounts() {
                var kind = kinds[name] ?? JobQueue.Kind(kind: name)
                switch state {
                case .waiting: kind.waiting = count
                case .running: kind.running = count
                case .dead: kind.dead = count
                case .done: break
                }
                kinds[name] = kind
            }
            let oldest = try transaction.oldestDueJob(at: now)
            return JobQueue(
                kinds: kinds.values.sorted { $0.kind < $1.kind }, lagSeconds: oldest.map { max(0, now.seconds(since: $0)) } ?? 0)
        }
    }

    /// Jobs in a state, newest first.
    /// - Throws: `forbidden` for anybody but the operator.
    public func jobs(
        _ state: Job.State, kind: String? = nil, before: JobID? = nil, limit: Int, as principal: Principal
    ) async throws -> [Job] {
        try principal.requireOperator()
        return try await store.read { try $0.jobs(state, kind: kind, before: before, limit: limit) }
    }
}
