import Subscribers
import Telecom

extension SQLTransaction {
    /// - Parameter digest: SHA-256 of the cookie's secret.
    public func insertSession(_ session: Session, digest: [UInt8]) throws {
        try execute(
            """
            INSERT INTO sessions (id, account_id, secret_digest, user_agent, authenticated_at, created_at, last_used_at, idle_until, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            session.id, session.accountID, digest, session.userAgent, session.authenticatedAt, session.createdAt, session.lastUsedAt,
            session.idleUntil, session.expiresAt)
    }

    public func session(digest: [UInt8]) throws -> Session? {
        try first("SELECT * FROM sessions WHERE secret_digest = $1", digest).map(Session.init(row:))
    }

    /// The newest first.
    public func sessions(of account: AccountID) throws -> [Session] {
        try query("SELECT * FROM sessions WHERE account_id = $1 ORDER BY created_at DESC, id DESC", account).map(Session.init(row:))
    }

    public func updateSessionUse(_ session: Session) throws {
        try execute(
            "UPDATE sessions SET last_used_at = $2, idle_until = $3 WHERE id = $1", session.id, session.lastUsedAt, session.idleUntil)
    }

    /// - Returns: whether the account had such a session.
    public func deleteSession(_ id: SessionID, of account: AccountID) throws -> Bool {
        try execute("DELETE FROM sessions WHERE id = $1 AND account_id = $2", id, account) > 0
    }

    @discardableResult
    public func deleteSessions(of account: AccountID) throws -> Int {
        try execute("DELETE FROM sessions WHERE account_id = $1", account)
    }
}

extension Session {
    init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"), accountID: try row.id("account_id"), userAgent: try row.text("user_agent"),
            authenticatedAt: try row.time("authenticated_at"), createdAt: try row.time("created_at"),
            lastUsedAt: try row.time("last_used_at"), idleUntil: try row.time("idle_until"), expiresAt: try row.time("expires_at"))
    }
}
