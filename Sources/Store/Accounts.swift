import Crypto
import Foundation
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

    /// Whether other living accounts are in the group that this account owns.
    public func sharesOwnGroup(_ account: Account) throws -> Bool {
        try first(
            """
            SELECT 1 AS one FROM accounts JOIN groups ON groups.id = accounts.group_id
            WHERE groups.owner_account_id = $1 AND accounts.id <> $1 AND accounts.deleted_at IS NULL LIMIT 1
            """, account.id) != nil
    }

    public func setRole(_ role: Role, of id: AccountID) throws {
        try execute("UPDATE accounts SET role = $2 WHERE id = $1", id, role)
    }

    /// Keeps the first date.
    public func setFounder(_ id: AccountID, since time: Timestamp) throws {
        try execute("UPDATE accounts SET founder_since = $2 WHERE id = $1 AND founder_since IS NULL", id, time)
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

    /// When the account that this identity had was deleted.
    public func departure(issuer: String, subject: String, brand: BrandID) throws -> Timestamp? {
        try first(
            "SELECT departed_at FROM departed_identities WHERE brand_id = $1 AND digest = $2", brand, identityDigest(issuer, subject)
        )?.time("departed_at")
    }

    /// Forgets who the account's identities are, but that they departed.
    /// - Returns: the subjects by issuer.
    public func departIdentities(of account: Account, at time: Timestamp) throws -> [(issuer: String, subject: String)] {
        let identities = try query("DELETE FROM identities WHERE account_id = $1 RETURNING issuer, subject", account.id)
            .map { (issuer: try $0.text("issuer"), subject: try $0.text("subject")) }
        for identity in identities {
            try execute(
                """
                INSERT INTO departed_identities (brand_id, digest, departed_at) VALUES ($1, $2, $3)
                ON CONFLICT (brand_id, digest) DO UPDATE SET departed_at = excluded.departed_at
                """, account.brandID, identityDigest(identity.issuer, identity.subject), time)
        }
        return identities
    }

    public func identities(of account: AccountID) throws -> [(issuer: String, subject: String)] {
        try query("SELECT issuer, subject FROM identities WHERE account_id = $1 ORDER BY issuer, subject", account)
            .map { (issuer: try $0.text("issuer"), subject: try $0.text("subject")) }
    }

    private func identityDigest(_ issuer: String, _ subject: String) -> [UInt8] {
        Array(SHA256.hash(data: Data("\(issuer)\u{0}\(subject)".utf8)))
    }

    /// A brand's accounts, the newest first, older than `before`; those whose address begins with `email` when given.
    public func accounts(of brand: BrandID, email: String?, before: AccountID?, limit: Int) throws -> [Account] {
        try query(
            """
            SELECT * FROM accounts WHERE brand_id = $1 AND ($2 = '' OR id < $2) AND ($3 = '' OR substr(email, 1, length($3)) = $3)
            ORDER BY id DESC LIMIT $4
            """, brand, before?.text ?? "", email?.lowercased() ?? "", limit
        ).map(Account.init(row:))
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
