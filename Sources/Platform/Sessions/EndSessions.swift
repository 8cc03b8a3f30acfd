import Store
import Subscribers
import Telecom

extension Platform {
    /// The account's open sessions, the newest first.
    public func sessions(of principal: Principal) async throws -> [Session] {
        let now = time.now()
        return try await store.read { try $0.sessions(of: principal.accountID) }.filter { $0.isAlive(at: now) }
    }

    public func endSession(_ id: SessionID, as principal: Principal) async throws {
        guard try await store.write({ try $0.deleteSession(id, of: principal.accountID) }) else { throw PlatformError.notFound("session") }
    }

    /// Signs the account out everywhere: ends every session and refuses every ID token of an earlier sign-in, whoever issued it.
    /// API keys stay: they are revoked one by one.
    /// - Returns: how many sessions were ended.
    @discardableResult
    public func signOutEverywhere(_ id: AccountID, as actor: Principal) async throws -> Int {
        let now = time.now()
        return try await store.write { transaction in
            guard var account = try transaction.account(id) else { throw PlatformError.notFound("account") }
            // Tokens name whole seconds, so the next one is the first that is surely later.
            account.tokensValidSince = Timestamp(secondsSince1970: now.secondsSince1970 + 1)
            try transaction.updateAccount(account)
            for identity in try transaction.identities(of: id) where identity.issuer == LocalUser.issuer {
                try transaction.revokeLocalTokens(of: identity.subject, validSince: account.tokensValidSince)
            }
            try transaction.audit(
                actor: actor.accountID.text, action: "account.sign_out_everywhere", subject: id.text, brand: account.brandID, at: now)
            return try transaction.deleteSessions(of: id)
        }
    }
}
