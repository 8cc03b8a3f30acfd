import Foundation
import Store
import Subscribers
import Telecom

extension Platform {
    /// Finds who presents a bearer credential: an API key or an ID token.
    ///
    /// The first sign-in of a proved identity joins `brand`, in `language`. An API key carries its own brand.
    /// - Throws: `PlatformError.unauthenticated` with `invalid_token`, `token_expired`, `token_revoked` or `invalid_api_key`;
    ///   `.unavailable` when the provider's certificates cannot be had.
    public func authenticate(bearer credential: String, brand: BrandID = .dotm, language: String = "en") async throws -> Principal {
        if credential.hasPrefix(APIKey.prefix) { return try await authenticate(apiKey: credential) }
        let identity = try await verify(idToken: credential)
        let known = try await store.read { transaction -> Account? in
            guard let known = try transaction.account(issuer: identity.issuer, subject: identity.subject, brand: brand) else { return nil }
            return try transaction.learned(known, from: identity) == nil ? known : nil
        }
        let account = if let known { known } else { try await join(identity, brand: brand, language: language) }
        guard account.deletedAt == nil, identity.authenticatedAt >= account.tokensValidSince else { throw PlatformError.token(.revoked) }
        return Principal(
            accountID: account.id, brandID: account.brandID, role: account.role, authenticatedAt: identity.authenticatedAt)
    }

    /// What an ID token proves, by the provider that its `iss` claim names.
    func verify(idToken: String) async throws -> ProvenIdentity {
        guard let issuer = Self.unprovenIssuer(of: idToken) else { throw PlatformError.token(.malformed) }
        guard let verifier = identityVerifiers.first(where: { $0.tokenIssuer == issuer }) else { throw PlatformError.token(.wrongIssuer) }
        do {
            return try await verifier.verify(idToken)
        } catch {
            throw PlatformError.token(error)
        }
    }

    private func authenticate(apiKey: String) async throws -> Principal {
        let digest = OpaqueSecret.digest(apiKey)
        let now = time.now()
        let found = try await store.read { transaction -> (APIKey, Account)? in
            guard let key = try transaction.apiKey(digest: digest), let account = try transaction.account(key.accountID) else { return nil }
            return (key, account)
        }
        guard let (key, account) = found, key.isAlive(at: now), account.deletedAt == nil else {
            throw PlatformError(.unauthenticated, code: "invalid_api_key", "The API key is not valid.")
        }
        if key.shouldRecordUse(at: now) { try await store.write { try $0.recordUse(of: key.id, at: now) } }
        return Principal(accountID: account.id, brandID: account.brandID, role: account.role, scopes: key.scopes)
    }

    /// Finds who a session cookie belongs to.
    /// - Throws: `PlatformError.unauthenticated` with `session_ended`.
    public func authenticate(sessionSecret secret: String) async throws -> Principal {
        let digest = OpaqueSecret.digest(secret)
        let now = time.now()
        let found = try await store.read { transaction -> (Session, Account)? in
            guard let session = try transaction.session(digest: digest), let account = try transaction.account(session.accountID)
            else { return nil }
            return (session, account)
        }
        guard let (session, account) = found, session.isAlive(at: now), account.deletedAt == nil else {
            throw PlatformError(.unauthenticated, code: "session_ended", "The session has ended. Sign in again.")
        }
        if let used = session.used(at: now) { try await store.write { try $0.updateSessionUse(used) } }
        return Principal(
            accountID: account.id, brandID: account.brandID, role: account.role, authenticatedAt: session.authenticatedAt,
            sessionID: session.id, language: account.language)
    }

    /// The `iss` claim as it stands, to choose who is to prove it.
    private static func unprovenIssuer(of token: String) -> String? {
        struct Claims: Decodable { let iss: String }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 8192, parts.count == 3, let payload = base64URLDecoded(parts[1]) else { return nil }
        return try? JSONDecoder().decode(Claims.self, from: Data(payload)).iss
    }
}
