import Store
import Telecom

extension SQLTransaction {
    /// A subscriber's account in a group of its own, for tests that do not care how it joined.
    public func insertTestAccount(_ name: String, brand: BrandID = .dotm, at time: Timestamp = ManualTime().source.now()) throws
        -> AccountID
    {
        let account = AccountID("acc_" + name)!
        let group = GroupID("grp_" + name)!
        try execute("INSERT INTO groups (id, brand_id, owner_account_id, created_at) VALUES ($1, $2, $3, $4)", group, brand, account, time)
        try execute(
            """
            INSERT INTO accounts (id, brand_id, group_id, email, email_verified, language, role, tokens_valid_since, created_at)
            VALUES ($1, $2, $3, $4, 1, 'en', 'subscriber', 0, $5)
            """, account, brand, group, "\(name)@example.com", time)
        return account
    }
}
