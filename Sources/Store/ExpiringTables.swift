import Subscribers
import Telecom

/// A table whose rows end, after which nothing asks for them. What must be kept for good is in none of these.
public struct ExpiringTable: Sendable {
    public let name: String
    let key: String
    /// Holds for rows that ended before `$1`.
    let hasEnded: String
    /// How long rows stay beyond their end.
    public let keptSeconds: Int64

    private init(_ name: String, key: String, hasEnded: String, keptSeconds: Int64 = 0) {
        self.name = name
        self.key = key
        self.hasEnded = hasEnded
        self.keptSeconds = keptSeconds
    }

    private static let day: Int64 = 86_400

    public static let all = [
        // Their keys may then be used again: every verb that enqueues looks at the state of its own things, too. Dead jobs wait for a person.
        ExpiringTable("jobs", key: "id", hasEnded: "state = 'done' AND finished_at < $1", keptSeconds: 30 * day),
        ExpiringTable("sessions", key: "id", hasEnded: "expires_at < $1 OR idle_until < $1"),
        ExpiringTable("email_codes", key: "digest", hasEnded: "expires_at < $1", keptSeconds: day),
        ExpiringTable("local_refresh_tokens", key: "digest", hasEnded: "expires_at < $1"),
        ExpiringTable("sign_in_failures", key: "digest", hasEnded: "last_at < $1", keptSeconds: SignInThrottle.memorySeconds),
        ExpiringTable("idempotency_keys", key: "id", hasEnded: "claimed_at < $1", keptSeconds: IdempotencyState.keptSeconds),
        ExpiringTable("group_invitations", key: "code_hash", hasEnded: "expires_at < $1", keptSeconds: 30 * day),
        ExpiringTable("beta_links", key: "digest", hasEnded: "expires_at < $1", keptSeconds: day),
        ExpiringTable("policy_sessions", key: "session_id", hasEnded: "ended_at < $1", keptSeconds: day),
    ]
}

extension SQLTransaction {
    /// Removes at most `limit` rows that have ended and been kept long enough.
    /// - Returns: how many.
    public func removeExpired(from table: ExpiringTable, at time: Timestamp, limit: Int) throws -> Int {
        try execute(
            "DELETE FROM \(table.name) WHERE \(table.key) IN (SELECT \(table.key) FROM \(table.name) WHERE \(table.hasEnded) LIMIT $2)",
            time.adding(seconds: -table.keptSeconds), limit)
    }
}
