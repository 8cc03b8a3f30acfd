import CryptoExtras
import Foundation
import Platform
import Store
import Telecom

extension LocalIdentity {
    /// Proves one of its own tokens, against the person as they are now.
    public func verify(_ idToken: String) async throws(IDTokenError) -> ProvenIdentity {
        let (claims, user) = try await proven(idToken)
        return ProvenIdentity(
            issuer: LocalUser.issuer, subject: user.id, email: user.email, isEmailVerified: user.isEmailVerified,
            displayName: user.displayName, authenticatedAt: Timestamp(secondsSince1970: claims.auth_time))
    }

    func proven(_ idToken: String) async throws(IDTokenError) -> (claims: IDTokenClaims, user: LocalUser) {
        let token = try RS256Token(idToken)
        let subject = token.claims.sub
        let (key, user): (SigningKeys.Key?, LocalUser?)
        do {
            key = try await keys.published(token.keyID)
            user = try await store.read { try $0.localUser(subject) }
        } catch {
            log.error("signing keys or people cannot be read", metadata: ["error": "\(error)"])
            throw .keysUnavailable
        }
        guard let key else { throw .unknownKey }
        guard token.isSigned(by: key.publicKey) else { throw .wrongSignature }
        try token.claims.check(issuer: tokenIssuer, audience: projectID, at: time.now())
        guard let user, !user.isDisabled, token.claims.auth_time >= user.validSince.secondsSince1970 else { throw .revoked }
        return (token.claims, user)
    }

    /// Finishes a sign-in: new tokens for `user`, whose row is changed by `change` in the same transaction.
    /// - Throws: `DirectoryError.userNotFound` when the person is gone by now, `.userDisabled`.
    func signIn(
        _ id: String, method: String, isNewUser: Bool, _ change: @escaping @Sendable (inout LocalUser, any SQLTransaction) throws -> Void
    ) async throws -> DirectorySignIn {
        let now = time.now()
        let secret = OpaqueSecret(randomness)
        let (user, authenticatedAt) = try await store.write { transaction in
            guard var user = try transaction.localUser(id) else { throw DirectoryError.userNotFound }
            guard !user.isDisabled else { throw DirectoryError.userDisabled }
            try change(&user, transaction)
            user.lastSignInAt = now
            try transaction.updateLocalUser(user)
            // A sign-in in the second in which all were ended counts as later than that.
            let authenticatedAt = max(Timestamp(secondsSince1970: now.secondsSince1970), user.validSince)
            let token = LocalRefreshToken(
                userID: user.id, signInMethod: method, authenticatedAt: authenticatedAt,
                expiresAt: now.adding(days: LocalRefreshToken.validDays))
            try transaction.insertRefreshToken(token, digest: secret.digest, at: now)
            return (user, authenticatedAt)
        }
        let idToken = try await makeIDToken(for: user, authenticatedAt: authenticatedAt)
        return DirectorySignIn(user: user, idToken: idToken, refreshToken: secret.text, isNewUser: isNewUser)
    }

    public func renew(refreshToken: String) async throws -> DirectorySignIn {
        let now = time.now()
        let digest = OpaqueSecret.digest(refreshToken)
        let (user, authenticatedAt) = try await store.write { transaction in
            guard let token = try transaction.refreshToken(digest: digest), now < token.expiresAt,
                var user = try transaction.localUser(token.userID), token.authenticatedAt >= user.validSince
            else { throw DirectoryError.invalidRefreshToken }
            guard !user.isDisabled else { throw DirectoryError.userDisabled }
            user.lastRefreshAt = now
            try transaction.updateLocalUser(user)
            return (user, token.authenticatedAt)
        }
        let idToken = try await makeIDToken(for: user, authenticatedAt: authenticatedAt)
        return DirectorySignIn(user: user, idToken: idToken, refreshToken: refreshToken, isNewUser: false)
    }

    func makeIDToken(for user: LocalUser, authenticatedAt: Timestamp) async throws -> String {
        let key = try await keys.signing()
        let now = time.now().secondsSince1970
        var claims = user.customClaims.flatMap(Self.claims) ?? [:]
        claims["iss"] = tokenIssuer
        claims["aud"] = projectID
        claims["sub"] = user.id
        claims["user_id"] = user.id
        claims["auth_time"] = authenticatedAt.secondsSince1970
        claims["iat"] = now
        claims["exp"] = now + DirectorySignIn.tokenSeconds
        claims["name"] = user.displayName
        claims["picture"] = user.photoURL
        claims["phone_number"] = user.phoneNumber
        var identities: [String: Any] = [:]
        if let email = user.email {
            claims["email"] = email.text
            claims["email_verified"] = user.isEmailVerified
            identities["email"] = [email.text]
        }
        if let phone = user.phoneNumber { identities["phone"] = [phone] }
        claims["firebase"] = ["identities": identities, "sign_in_provider": "password"] as [String: Any]
        let data = try JSONSerialization.data(withJSONObject: claims, options: [.sortedKeys, .withoutEscapingSlashes])
        return try RS256Token.signed(claims: data, keyID: key.row.id, by: key.privateKey)
    }

    /// The claims of a JSON object; `nil` for anything else.
    static func claims(_ json: String) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    }

    public func certificates() async throws -> [String: String] {
        Dictionary(try await keys.published().map { ($0.row.id, $0.row.certificate) }, uniquingKeysWith: { a, _ in a })
    }

    public func keySet() async throws -> String {
        let entries = try await keys.published().map { key in
            let primitives = try key.publicKey.getKeyPrimitives()
            return [
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": key.row.id, "n": base64URL(primitives.modulus),
                "e": base64URL(primitives.publicExponent),
            ]
        }
        let data = try JSONSerialization.data(withJSONObject: ["keys": entries], options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
