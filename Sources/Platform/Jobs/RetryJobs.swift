import Store
import Telecom

extension Platform {
    /// Jobs that one call of `retryJobs` takes up.
    public static let mostRetriedJobs = 1000

    /// Gives a dead job ten more attempts, the first at once.
    /// - Throws: `forbidden` for anybody but the operator's admins; `job_not_found`; `job_not_dead`.
    public func retryJob(_ id: JobID, as principal: Principal) async throws -> Job {
        try principal.requireOperator()
        try principal.requireAdmin()
        let now = time.now()
        return try await store.write { transaction in
            guard let job = try transaction.job(id) else { throw PlatformError.notFound("job") }
            guard try transaction.retryDeadJob(id, at: now) else {
                throw PlatformError(.conflict, code: "job_not_dead", "Only a dead job is retried; this one is \(job.state.rawValue).")
            }
            try transaction.audit(
                actor: principal.accountID.text, action: "job.retry", subject: id.text, detail: ["kind": job.kind, "key": job.key], at: now)
            return try transaction.job(id)!
        }
    }

    /// The same for all dead jobs of a kind, oldest first, at most `mostRetriedJobs`.
    /// - Returns: how many.
    @discardableResult
    public func retryJobs(kind: String, as principal: Principal) async throws -> Int {
        try principal.requireOperator()
        try principal.requireAdmin()
        let now = time.now()
        return try await store.write { transaction in
            let count = try transaction.retryDeadJobs(kind: kind, limit: Self.mostRetriedJobs, at: now)
            if count > 0 {
                try transaction.audit(
                    actor: principal.accountID.text, action: "job.retry_kind", subject: kind, detail: ["jobs": "\(count)"], at: now)
            }
            return count
        }
    }
}
