import Store
import Subscribers
import Telecom

extension Platform {
    /// Makes a key with which a program may act for the account.
    /// - Returns: the key's record and the key itself, which is not kept and cannot be shown again.
    /// - Throws: `PlatformError.invalid` for a bad name, scope or expiry; `.conflict` with `too_many_api_keys`.
    public func createAPIKey(
        name: String, scopes: Set<String>, expiresAt: Timestamp?, for account: AccountID
    ) async throws -> (APIKey, OpaqueSecret) {
        let now = time.now()
        guard let name = Account.displayName(name) else { throw PlatformError.invalid("name", "A name has 1 to 100 characters.") }
        guard !scopes.isEmpty, scopes.isSubset(of: APIKey.allScopes) else {
            throw PlatformError.invalid("scopes", "Scopes are one or more of \(APIKey.allScopes.sorted().joined(separator: ", ")).")
        }
        if let expiresAt, expiresAt <= now { throw PlatformError.invalid("expires_at", "The expiry must be in the future.") }
        let secret = OpaqueSecret(prefix: APIKey.prefix, randomness)
        let key = APIKey(
            id: newID(), accountID: account, name: name, hint: String(secret.text.suffix(4)), scopes: scopes, createdAt: now,
            expiresAt: expiresAt)
        try await store.write { transaction in
            guard try transaction.apiKeys(of: account).count(where: { $0.isAlive(at: now) }) < APIKey.mostPerAccount else {
                throw PlatformError(
                    .conflict, code: "too_many_api_keys", "An account may have \(APIKey.mostPerAccount) live API keys. Revoke one first.")
            }
            try transaction.insertAPIKey(key, digest: secret.digest)
            try transaction.audit(
                actor: account.text, action: "api_key.create", subject: key.id.text,
                detail: ["scopes": scopes.sorted().joined(separator: " ")], at: now)
        }
        return (key, secret)
    }
}
