import Store
import Telecom

/// Whether a node can do its work, and what an operator should know of its queues.
public struct Readiness: Sendable, Equatable {
    public let databaseReachable: Bool
    /// Seconds since the job worker last reached the queue; `nil` before the first time.
    public let jobWorkerSecondsAgo: Int64?
    /// `nil` when the database cannot tell.
    public let deadJobs: Int64?
    public let unsealedAuditEvents: Int64?
    /// How long the oldest of them waits.
    public let auditLagSeconds: Int64?

    /// Dead jobs and a lagging seal call for a person; they do not keep a node from serving.
    public var isReady: Bool {
        databaseReachable && jobWorkerSecondsAgo.map { $0 <= 90 } == true
    }
}

extension Platform {
    /// Looks at the store once, for at most two seconds.
    /// - Parameter worker: the node's own.
    public func readiness(of worker: JobWorker) async -> Readiness {
        let now = time.now()
        await charging.measureQueue()
        let lookedAgo = worker.lastLookAt.map { max(0, now.seconds(since: $0)) }
        do {
            let found = Lock<(dead: Int64, unsealed: Int64, oldest: Timestamp?)?>(nil)
            try await withDeadline(seconds: 2) { [store] in
                let counts = try await store.read { transaction in
                    let backlog = try transaction.auditBacklog()
                    return (try transaction.deadJobCount(), backlog.events, backlog.oldest)
                }
                found.withLock { $0 = (counts.0, counts.1, counts.2) }
            }
            let counts = found.withLock { $0 }!
            let lag = counts.oldest.map { max(0, now.seconds(since: $0)) } ?? 0
            metrics.gauge("gorse_dead_jobs", "Jobs that wait for a person.").set(counts.dead)
            metrics.gauge("gorse_audit_unsealed_events", "Audit events that wait for their seal.").set(counts.unsealed)
            metrics.gauge("gorse_audit_lag_seconds", "How long the oldest unsealed audit event waits.").set(lag)
            return Readiness(
                databaseReachable: true, jobWorkerSecondsAgo: lookedAgo, deadJobs: counts.dead, unsealedAuditEvents: counts.unsealed,
                auditLagSeconds: lag)
        } catch {
            log.warning("the database cannot be reached", metadata: ["error": "\(error)"])
            return Readiness(
                databaseReachable: false, jobWorkerSecondsAgo: lookedAgo, deadJobs: nil, unsealedAuditEvents: nil, auditLagSeconds: nil)
        }
    }
}
