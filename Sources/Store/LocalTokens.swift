import Telecom

/// What a client of the local identity provider renews its ID token with.
public struct LocalRefreshToken: Sendable, Equatable {
    /// Refresh tokens of one person at a time; the oldest gives way.
    public static let mostPerUser = 50
    /// Days that one can be used.
    public static let validDays: Int64 = 180

    public let userID: String
    /// `password` or `emailLink`.
    public let signInMethod: String
    public let authenticatedAt: Timestamp
    public let expiresAt: Timestamp

    public init(userID: String, signInMethod: String, authenticatedAt: Timestamp, expiresAt: Timestamp) {
        self.userID = userID
        self.signInMethod = signInMethod
        self.authenticatedAt = authenticatedAt
        self.expiresAt = expiresAt
    }
}

/// What a one-time code in a mail is for.
public enum EmailCodePurpose: String, CaseIterable, Sendable, SQLConvertible {
    case signIn = "EMAIL_SIGNIN"
    case verifyEmail = "VERIFY_EMAIL"
    case resetPassword = "PASSWORD_RESET"
}

/// A one-time code that was mailed as part of a link.
public struct EmailCode: Sendable, Equatable {
    public let purpose: EmailCodePurpose
    public let email: EmailAddress
    public let expiresAt: Timestamp
    public let usedAt: Timestamp?
}

/// A key that signs ID tokens, its private part sealed.
public struct SigningKeyRow: Sendable, Equatable {
    public let id: String
    public let sealedKey: [UInt8]
    /// X.509, PEM.
    public let certificate: String
    public let signsFrom: Timestamp
    public let signsUntil: Timestamp
    public let publishedUntil: Timestamp

    public init(
        id: String, sealedKey: [UInt8], certificate: String, signsFrom: Timestamp, signsUntil: Timestamp, publishedUntil: Timestamp
    ) {
        self.id = id
        self.sealedKey = sealedKey
        self.certificate = certificate
        self.signsFrom = signsFrom
        self.signsUntil = signsUntil
        self.publishedUntil = publishedUntil
    }
}

extension SQLTransaction {
    /// - Parameter digest: SHA-256 of the token.
    public func insertRefreshToken(_ token: LocalRefreshToken, digest: [UInt8], at time: Timestamp) throws {
        try execute("DELETE FROM local_refresh_tokens WHERE expires_at <= $1", time)
        try execute(
            """
            DELETE FROM local_refresh_tokens WHERE digest IN
                (SELECT digest FROM local_refresh_tokens WHERE user_id = $1 ORDER BY created_at DESC, digest LIMIT 1000 OFFSET $2)
            """, token.userID, LocalRefreshToken.mostPerUser - 1)
        try execute(
            """
            INSERT INTO local_refresh_tokens (digest, user_id, sign_in_method, authenticated_at, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, digest, token.userID, token.signInMethod, token.authenticatedAt, time, token.expiresAt)
    }

    public func refreshToken(digest: [UInt8]) throws -> LocalRefreshToken? {
        try first("SELECT * FROM local_refresh_tokens WHERE digest = $1", digest).map { row in
            LocalRefreshToken(
                userID: try row.text("user_id"), signInMethod: try row.text("sign_in_method"),
                authenticatedAt: try row.time("authenticated_at"), expiresAt: try row.time("expires_at"))
        }
    }

    /// Keeps a new code.
    /// - Returns: false when five live ones were mailed to this address within the hour: no mail should go out.
    public func insertEmailCode(
        _ purpose: EmailCodePurpose, email: EmailAddress, digest: [UInt8], expiresAt: Timestamp, at time: Timestamp
    ) throws -> Bool {
        try execute("DELETE FROM email_codes WHERE expires_at <= $1", time.adding(days: -1))
        let recent = try first(
            "SELECT COUNT(*) AS count FROM email_codes WHERE email = $1 AND created_at > $2", email, time.adding(seconds: -3600))!
        guard try recent.integer("count") < 5 else { return false }
        try execute(
            "INSERT INTO email_codes (digest, purpose, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
            digest, purpose, email, time, expiresAt)
        return true
    }

    public func emailCode(digest: [UInt8]) throws -> EmailCode? {
        try first("SELECT * FROM email_codes WHERE digest = $1", digest).map { row in
            guard let email = try row.optionalEmail("email") else { throw StoreError.corrupt("email is null") }
            return EmailCode(
                purpose: try row.choice("purpose"), email: email, expiresAt: try row.time("expires_at"),
                usedAt: try row.optionalTime("used_at"))
        }
    }

    /// Uses a code up.
    /// - Returns: false when it was used before.
    public func useEmailCode(digest: [UInt8], at time: Timestamp) throws -> Bool {
        try execute("UPDATE email_codes SET used_at = $2 WHERE digest = $1 AND used_at IS NULL", digest, time) == 1
    }

    public func insertSigningKey(_ key: SigningKeyRow) throws {
        try execute(
            """
            INSERT INTO signing_keys (id, sealed_key, certificate, signs_from, signs_until, published_until)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, key.id, key.sealedKey, key.certificate, key.signsFrom, key.signsUntil, key.publishedUntil)
    }

    /// Those still published at `time`, the oldest first; the others are removed by `removeSigningKeys`.
    public func signingKeys(publishedAt time: Timestamp) throws -> [SigningKeyRow] {
        try query("SELECT * FROM signing_keys WHERE published_until > $1 ORDER BY signs_from, id", time).map { row in
            SigningKeyRow(
                id: try row.text("id"), sealedKey: try row.blob("sealed_key"), certificate: try row.text("certificate"),
                signsFrom: try row.time("signs_from"), signsUntil: try row.time("signs_until"),
                publishedUntil: try row.time("published_until"))
        }
    }

    public func removeSigningKeys(publishedUntil time: Timestamp) throws {
        try execute("DELETE FROM signing_keys WHERE published_until <= $1", time)
    }
}
