import Store
import Subscribers
import Telecom

extension Platform {
    /// The account's keys, the newest first, revoked and expired ones too (at most 1,000).
    public func apiKeys(of account: AccountID) async throws -> [APIKey] {
        try await store.read { try $0.apiKeys(of: account) }
    }

    public func revokeAPIKey(_ id: APIKeyID, of account: AccountID) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard try transaction.revokeAPIKey(id, of: account, at: now) else { throw PlatformError.notFound("api_key") }
            try transaction.audit(actor: account.text, action: "api_key.revoke", subject: id.text, at: now)
        }
    }
}
