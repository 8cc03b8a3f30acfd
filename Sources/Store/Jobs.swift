import Crypto
import Foundation
import Telecom

/// An outside effect to do after the transaction that enqueues it has committed.
public struct NewJob: Sendable {
    public let kind: String
    /// Names the effect within its kind, such as an order's id: a second enqueue with the same key adds nothing.
    public let key: String
    /// JSON.
    public let payload: String
    /// When it is due; `nil` for at once.
    public let runAt: Timestamp?
    public let maxAttempts: Int64

    /// - Throws: what `payload` throws while it is encoded.
    public init(kind: String, key: String, payload: some Encodable, runAt: Timestamp? = nil, maxAttempts: Int64 = 10) throws {
        self.kind = kind
        self.key = key
        self.payload = try StoredJSON.text(payload)
        self.runAt = runAt
        self.maxAttempts = maxAttempts
    }
}

/// A job as the queue keeps it.
public struct Job: Sendable, Equatable {
    public enum State: String, CaseIterable, Sendable {
        /// To be run at `runAt`, for the first time or again.
        case waiting
        /// Held by a worker until `runAt`; after that by whoever takes it over.
        case running
        case done
        /// Failed for the last time; waits for a person.
        case dead
    }

    public let id: JobID
    public let kind: String
    public let key: String
    public let payload: String
    public let state: State
    public let runAt: Timestamp?
    /// Runs begun, 1 in the first.
    public let attempts: Int64
    public let maxAttempts: Int64
    public let lastError: String?
    public let createdAt: Timestamp

    public func decode<Payload: Decodable>(_ type: Payload.Type = Payload.self) throws -> Payload {
        try StoredJSON.value(type, in: payload)
    }
}

extension SQLTransaction {
    /// Adds a job and wakes the workers of every node.
    /// - Returns: false when a job of this kind and key is there already, whatever its state.
    @discardableResult
    public func enqueue(_ job: NewJob, at time: Timestamp) throws -> Bool {
        let inserted = try execute(
            """
            INSERT INTO jobs (id, kind, key, payload, state, run_at, attempts, max_attempts, created_at)
            VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6, $7) ON CONFLICT (kind, key) DO NOTHING
            """, jobID(job, at: time), job.kind, job.key, job.payload, job.runAt ?? time, job.maxAttempts, time)
        guard inserted == 1 else { return false }
        try notify("jobs", "")
        return true
    }

    /// The random part is drawn from the key, so that a transaction that is run again makes the same id.
    private func jobID(_ job: NewJob, at time: Timestamp) -> JobID {
        let digest = Array(SHA256.hash(data: Data("\(job.kind)\u{0}\(job.key)".utf8)))
        return JobID(at: time, Randomness { Array(digest.prefix($0)) })
    }

    /// Takes due jobs of these kinds for a worker that promises to be done before `leaseEnds`. Oldest first.
    /// For an isolation of `.readCommitted`: rows that another node is claiming are passed over.
    public func claimJobs(kinds: [String], limit: Int, at time: Timestamp, leaseEnds: Timestamp) throws -> [Job] {
        guard !kinds.isEmpty, limit > 0 else { return [] }
        let places = kinds.indices.map { "$\($0 + 4)" }.joined(separator: ", ")
        let parameters: [any SQLConvertible] = [time, limit, leaseEnds] + kinds
        return try query(
            """
            UPDATE jobs SET state = 'running', attempts = attempts + 1, run_at = $3
            WHERE id IN (SELECT id FROM jobs WHERE run_at <= $1 AND kind IN (\(places)) ORDER BY run_at, id LIMIT $2\(skipLocked))
            RETURNING *
            """, parameters.map(\.sqlValue)
        ).map(job).sorted { $0.id < $1.id }
    }

    /// When the next job of these kinds is due or its lease ends.
    public func nextJobTime(kinds: [String]) throws -> Timestamp? {
        guard !kinds.isEmpty else { return nil }
        let places = kinds.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return try query("SELECT MIN(run_at) AS run_at FROM jobs WHERE run_at IS NOT NULL AND kind IN (\(places))", kinds.map(\.sqlValue))
            .first?.optionalTime("run_at")
    }

    /// Marks a job done. A handler may call it in the transaction of its effect; the worker does so after every run that did not.
    /// - Returns: false when this run no longer holds the job: it is done already, or its lease ended and another took it.
    @discardableResult
    public func finishJob(_ job: Job, at time: Timestamp) throws -> Bool {
        try execute(
            """
            UPDATE jobs SET state = 'done', run_at = NULL, finished_at = $3, last_error = NULL
            WHERE id = $1 AND attempts = $2 AND state = 'running'
            """, job.id, job.attempts, time) == 1
    }

    /// Puts a failed job back to run at `retryAt`, or lays it down as dead when that is `nil`.
    /// - Parameter reason: for people, no secrets; cut at 500 characters.
    @discardableResult
    public func failJob(_ job: Job, reason: String, retryAt: Timestamp?, at time: Timestamp) throws -> Bool {
        try execute(
            """
            UPDATE jobs SET state = $3, run_at = $4, last_error = $5, finished_at = $6
            WHERE id = $1 AND attempts = $2 AND state = 'running'
            """, job.id, job.attempts, retryAt == nil ? Job.State.dead.rawValue : Job.State.waiting.rawValue, retryAt,
            String(reason.prefix(500)), retryAt == nil ? time : nil) == 1
    }

    /// Makes every job that is being run due at once. Only where no node can be alive that runs one.
    /// - Returns: how many there were.
    @discardableResult
    public func endJobLeases(at time: Timestamp) throws -> Int {
        try execute("UPDATE jobs SET run_at = $1 WHERE state = 'running'", time)
    }

    public func job(_ id: JobID) throws -> Job? {
        try first("SELECT * FROM jobs WHERE id = $1", id).map(job)
    }

    public func job(kind: String, key: String) throws -> Job? {
        try first("SELECT * FROM jobs WHERE kind = $1 AND key = $2", kind, key).map(job)
    }

    /// Jobs in a state, newest first, at most `limit`, of one kind and older than `before` when given.
    public func jobs(_ state: Job.State, kind: String? = nil, before: JobID? = nil, limit: Int) throws -> [Job] {
        try query(
            """
            SELECT * FROM jobs WHERE state = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4
            """, state.rawValue, kind ?? "", before?.text ?? "", limit
        ).map(job)
    }

    /// How many jobs that are not done there are, by kind and state.
    public func jobCounts() throws -> [(kind: String, state: Job.State, count: Int64)] {
        try query(
            """
            SELECT kind, state, COUNT(*) AS count FROM jobs WHERE state IN ('dead', 'running', 'waiting')
            GROUP BY kind, state ORDER BY kind, state
            """
        ).map { (try $0.text("kind"), try $0.choice("state"), try $0.integer("count")) }
    }

    /// Since when the job that is longest overdue waits.
    public func oldestDueJob(at time: Timestamp) throws -> Timestamp? {
        try first("SELECT MIN(run_at) AS run_at FROM jobs WHERE state = 'waiting' AND run_at <= $1", time)?.optionalTime("run_at")
    }

    public func deadJobCount() throws -> Int64 {
        try first("SELECT COUNT(*) AS count FROM jobs WHERE state = 'dead'")!.integer("count")
    }

    /// Gives a dead job ten more attempts, the first at once.
    /// - Returns: false when it is not dead.
    @discardableResult
    public func retryDeadJob(_ id: JobID, at time: Timestamp) throws -> Bool {
        let changed = try execute(
            """
            UPDATE jobs SET state = 'waiting', run_at = $2, max_attempts = attempts + 10, finished_at = NULL
            WHERE id = $1 AND state = 'dead'
            """, id, time)
        guard changed == 1 else { return false }
        try notify("jobs", "")
        return true
    }

    /// Gives dead jobs of one kind ten more attempts, oldest first, at most `limit`.
    /// - Returns: how many.
    @discardableResult
    public func retryDeadJobs(kind: String, limit: Int, at time: Timestamp) throws -> Int {
        let changed = try execute(
            """
            UPDATE jobs SET state = 'waiting', run_at = $2, max_attempts = attempts + 10, finished_at = NULL
            WHERE id IN (SELECT id FROM jobs WHERE state = 'dead' AND kind = $1 ORDER BY id LIMIT $3)
            """, kind, time, limit)
        if changed > 0 { try notify("jobs", "") }
        return changed
    }

    private func job(_ row: SQLRow) throws -> Job {
        Job(
            id: try row.id("id"), kind: try row.text("kind"), key: try row.text("key"), payload: try row.text("payload"),
            state: try row.choice("state"), runAt: try row.optionalTime("run_at"), attempts: try row.integer("attempts"),
            maxAttempts: try row.integer("max_attempts"), lastError: try row.optionalText("last_error"),
            createdAt: try row.time("created_at"))
    }
}
