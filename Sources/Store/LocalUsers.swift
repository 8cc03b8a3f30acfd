import Telecom

/// A person in the local identity provider's own directory.
public struct LocalUser: Sendable, Equatable {
    /// The issuer of its identities, for ever.
    public static let issuer = "local"

    /// 1...128 characters.
    public let id: String
    public var email: EmailAddress?
    public var isEmailVerified: Bool
    /// Argon2id in the PHC string format, with its own salt and costs.
    public var passwordHash: String?
    public var passwordChangedAt: Timestamp?
    public var displayName: String?
    public var photoURL: String?
    /// E.164 with its plus sign.
    public var phoneNumber: String?
    public var isDisabled: Bool
    /// A JSON object that ID tokens carry, at most 1,000 bytes.
    public var customClaims: String?
    /// Tokens of earlier sign-ins are refused. A whole second.
    public var validSince: Timestamp
    public let createdAt: Timestamp
    public var lastSignInAt: Timestamp?
    public var lastRefreshAt: Timestamp?

    public init(id: String, email: EmailAddress? = nil, isEmailVerified: Bool = false, createdAt: Timestamp) {
        self.id = id
        self.email = email
        self.isEmailVerified = isEmailVerified
        isDisabled = false
        validSince = Timestamp(secondsSince1970: createdAt.secondsSince1970)
        self.createdAt = createdAt
    }
}

extension SQLTransaction {
    public func insertLocalUser(_ user: LocalUser) throws {
        try execute(
            """
            INSERT INTO local_users (id, email, email_verified, password_hash, password_changed_at, display_name, photo_url, phone_number,
                disabled, custom_claims, valid_since, created_at, last_sign_in_at, last_refresh_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """, parameters(of: user))
    }

    public func updateLocalUser(_ user: LocalUser) throws {
        try execute(
            """
            UPDATE local_users SET email = $2, email_verified = $3, password_hash = $4, password_changed_at = $5, display_name = $6,
                photo_url = $7, phone_number = $8, disabled = $9, custom_claims = $10, valid_since = $11, created_at = $12,
                last_sign_in_at = $13, last_refresh_at = $14
            WHERE id = $1
            """, parameters(of: user))
    }

    public func localUser(_ id: String) throws -> LocalUser? {
        try first("SELECT * FROM local_users WHERE id = $1", id).map(LocalUser.init(row:))
    }

    public func localUser(email: EmailAddress) throws -> LocalUser? {
        try first("SELECT * FROM local_users WHERE email = $1", email).map(LocalUser.init(row:))
    }

    public func localUser(phoneNumber: String) throws -> LocalUser? {
        try first("SELECT * FROM local_users WHERE phone_number = $1", phoneNumber).map(LocalUser.init(row:))
    }

    /// By id, those after `after`.
    public func localUsers(after: String, limit: Int) throws -> [LocalUser] {
        try query("SELECT * FROM local_users WHERE id > $1 ORDER BY id LIMIT $2", after, limit).map(LocalUser.init(row:))
    }

    /// Removes a person and all that signs them in.
    /// - Returns: whether there was one.
    @discardableResult
    public func deleteLocalUser(_ id: String) throws -> Bool {
        try execute("DELETE FROM local_refresh_tokens WHERE user_id = $1", id)
        try execute("DELETE FROM email_codes WHERE email = (SELECT email FROM local_users WHERE id = $1)", id)
        return try execute("DELETE FROM local_users WHERE id = $1", id) > 0
    }

    /// Refuses every token of earlier sign-ins and forgets what could renew them.
    public func revokeLocalTokens(of id: String, validSince: Timestamp) throws {
        try execute("DELETE FROM local_refresh_tokens WHERE user_id = $1", id)
        try execute("UPDATE local_users SET valid_since = $2 WHERE id = $1", id, validSince)
    }

    private func parameters(of user: LocalUser) -> [SQLValue] {
        let values: [any SQLConvertible] = [
            user.id, user.email, user.isEmailVerified, user.passwordHash, user.passwordChangedAt, user.displayName, user.photoURL,
            user.phoneNumber, user.isDisabled, user.customClaims, user.validSince, user.createdAt, user.lastSignInAt, user.lastRefreshAt,
        ]
        return values.map(\.sqlValue)
    }
}

extension LocalUser {
    init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), email: try row.optionalEmail("email"), isEmailVerified: try row.flag("email_verified"),
            createdAt: try row.time("created_at"))
        passwordHash = try row.optionalText("password_hash")
        passwordChangedAt = try row.optionalTime("password_changed_at")
        displayName = try row.optionalText("display_name")
        photoURL = try row.optionalText("photo_url")
        phoneNumber = try row.optionalText("phone_number")
        isDisabled = try row.flag("disabled")
        customClaims = try row.optionalText("custom_claims")
        validSince = try row.time("valid_since")
        lastSignInAt = try row.optionalTime("last_sign_in_at")
        lastRefreshAt = try row.optionalTime("last_refresh_at")
    }
}
