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
        guard try await store.write({ try $0.revokeAPIKey(id, of: account, at: now) }) else { throw PlatformError.notFound("api_key") }
    }
}
