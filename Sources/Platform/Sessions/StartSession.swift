import Store
import Subscribers
import Telecom

extension Platform {
    /// Signs a browser in with a freshly proved ID token; who signs in for the first time joins in `language`.
    /// - Returns: the session and the secret for its cookie, which is not kept.
    /// - Throws: what `authenticate(bearer:)` throws; `.unauthenticated` with `sign_in_too_old` when the sign-in is older than five minutes.
    public func startSession(idToken: String, userAgent: String, brand: BrandID = .dotm, language: String = "en") async throws -> (
        Session, OpaqueSecret
    ) {
        let now = time.now()
        let principal = try await authenticate(bearer: idToken, brand: brand, language: language)
        guard let authenticatedAt = principal.authenticatedAt, now.seconds(since: authenticatedAt) <= 300 else {
            throw PlatformError(.unauthenticated, code: "sign_in_too_old", "Sign in again to open a session.")
        }
        let secret = OpaqueSecret(randomness)
        let session = Session(id: newID(), account: principal.accountID, userAgent: userAgent, authenticatedAt: authenticatedAt, at: now)
        try await store.write { transaction in
            for old in try transaction.sessions(of: principal.accountID).dropFirst(Session.mostPerAccount - 1) {
                _ = try transaction.deleteSession(old.id, of: principal.accountID)
            }
            try transaction.insertSession(session, digest: secret.digest)
        }
        return (session, secret)
    }
}
