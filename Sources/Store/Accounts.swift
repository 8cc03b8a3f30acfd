import Subscribers
import Telecom

extension SQLTransaction {
    /// Saves a new account and the group that it starts in.
    public func insertAccount(_ account: Account) throws {
        try execute(
            "INSERT INTO groups (id, brand_id, owner_account_id, created_at) VALUES ($1, $2, $3, $4)",
            account.groupID, account.brandID, account.id, account.createdAt)
        try execute(
            """
            INSERT INTO accounts (id, brand_id, group_id, email, email_verified, display_name, language, country, role, founder_since,
                tokens_valid_since, created_at, deleted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            account.id, account.brandID, account.groupID, account.email, account.isEmailVerified, account.displayName, account.language,
            account.country, account.role, account.founderSince, account.tokensValidSince, account.createdAt, account.deletedAt)
    }

    /// Saves what may change of an account. Its group, role and founder date have statements of their own.
    public func updateAccount(_ account: Account) throws {
        try execute(
            """
            UPDATE accounts SET email = $2, email_verified = $3, display_name = $4, language = $5, country = $6, tokens_valid_since = $7,
                deleted_at = $8
            WHERE id = $1
            """,
            account.id, account.email, account.isEmailVerified, account.displayName, account.language, account.country,
            account.tokensValidSince, account.deletedAt)
    }

    public func setRole(_ role: Role, of id: AccountID) throws {
        try execute("UPDATE accounts SET role = $2 WHERE id = $1", id, role)
    }

    /// Also finds deleted accounts.
    public func account(_ id: AccountID) throws -> Account? {
        try first("SELECT * FROM accounts WHERE id = $1", id).map(Account.init(row:))
    }

    /// The one account of a brand whose owner has proved this address.
    public func account(withVerifiedEmail email: EmailAddress, brand: BrandID) throws -> Account? {
        try first("SELECT * FROM accounts WHERE brand_id = $1 AND email = $2 AND email_verified = 1", brand, email).map(Account.init(row:))
    }

    public func account(issuer: String, subject: String, brand: BrandID) throws -> Account? {
        try first(
            """
            SELECT accounts.* FROM identities JOIN accounts ON accounts.id = identities.account_id
            WHERE identities.brand_id = $1 AND issuer = $2 AND subject = $3
            """, brand, issuer, subject
        ).map(Account.init(row:))
    }

    public func insertIdentity(issuer: String, subject: String, account: Account, at time: Timestamp) throws {
        try execute(
            "INSERT INTO identities (brand_id, issuer, subject, account_id, created_at) VALUES ($1, $2, $3, $4, $5)",
            account.brandID, issuer, subject, account.id, time)
    }

    /// The brand that answers at `host`, a lower-case host name without a port.
    public func brand(host: String) throws -> BrandID? {
        try first("SELECT brand_id FROM brand_hosts WHERE host = $1", host)?.id("brand_id")
    }
}

extension Account {
    init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"), brandID: try row.id("brand_id"), groupID: try row.id("group_id"), email: try row.optionalEmail("email"),
            isEmailVerified: try row.flag("email_verified"), displayName: try row.optionalText("display_name"),
            language: try row.text("language"), country: try row.optionalCountry("country"), role: try row.choice("role"),
            founderSince: try row.optionalTime("founder_since"), tokensValidSince: try row.time("tokens_valid_since"),
            createdAt: try row.time("created_at"), deletedAt: try row.optionalTime("deleted_at"))
    }
}
