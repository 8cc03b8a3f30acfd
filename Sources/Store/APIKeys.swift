import Subscribers
import Telecom

extension SQLTransaction {
    /// - Parameter digest: SHA-256 of the whole key.
    public func insertAPIKey(_ key: APIKey, digest: [UInt8]) throws {
        try execute(
            """
            INSERT INTO api_keys (id, account_id, secret_digest, hint, name, scopes, created_at, expires_at, last_used_at, revoked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            key.id, key.accountID, digest, key.hint, key.name, key.scopes.sorted().joined(separator: " "), key.createdAt, key.expiresAt,
            key.lastUsedAt, key.revokedAt)
    }

    public func apiKey(digest: [UInt8]) throws -> APIKey? {
        try first("SELECT * FROM api_keys WHERE secret_digest = $1", digest).map(APIKey.init(row:))
    }

    /// The newest first, revoked and expired ones too.
    public func apiKeys(of account: AccountID) throws -> [APIKey] {
        try query("SELECT * FROM api_keys WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1000", account).map(
            APIKey.init(row:))
    }

    public func recordUse(of key: APIKeyID, at time: Timestamp) throws {
        try execute("UPDATE api_keys SET last_used_at = $2 WHERE id = $1", key, time)
    }

    /// - Returns: whether the account had such a live key.
    public func revokeAPIKey(_ id: APIKeyID, of account: AccountID, at time: Timestamp) throws -> Bool {
        try execute("UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL", id, account, time) > 0
    }

    public func deleteAPIKeys(of account: AccountID) throws {
        try execute("DELETE FROM api_keys WHERE account_id = $1", account)
    }
}

extension APIKey {
    init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"), accountID: try row.id("account_id"), name: try row.text("name"), hint: try row.text("hint"),
            scopes: Set(try row.text("scopes").split(separator: " ").map(String.init)), createdAt: try row.time("created_at"),
            expiresAt: try row.optionalTime("expires_at"), lastUsedAt: try row.optionalTime("last_used_at"),
            revokedAt: try row.optionalTime("revoked_at"))
    }
}
