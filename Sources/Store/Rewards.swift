import Rewards
import Telecom

extension SQLTransaction {
    /// Grants the reward for joining: 10.33 DOTM, or a founder's 100.33. Once for an account; a second call does nothing.
    /// Belongs in the transaction that makes the account.
    /// - Returns: the reward, or `nil` when it was granted before.
    @discardableResult
    public func recordWelcomeReward(
        account: AccountID, at time: Timestamp, rates: RewardRates = .standard, randomness: Randomness = .system
    )
        throws -> Reward?
    {
        guard let row = try first("SELECT founder_since FROM accounts WHERE id = $1", account) else {
            throw StoreError.corrupt("no account")
        }
        let isFounder = try row.optionalTime("founder_since") != nil
        if isFounder {
            return try grantReward(
                .founder, "founder:\(account)", rates.founder, to: account, order: nil, at: time, randomness: randomness)
        }
        return try grantReward(.welcome, "welcome:\(account)", rates.welcome, to: account, order: nil, at: time, randomness: randomness)
    }

    /// Grants what a founder has beyond the welcome that the account was granted, or nothing where the welcome is more. Once for an account.
    @discardableResult
    public func recordFounderReward(account: AccountID, at time: Timestamp, rates: RewardRates, randomness: Randomness) throws -> Reward? {
        let welcome = try reward(reference: "welcome:\(account)")?.granted ?? .zero
        return try grantReward(
            .founder, "founder:\(account)", max(.zero, rates.founder - welcome), to: account, order: nil, at: time, randomness: randomness)
    }

    /// Grants a reward, cut to what is left of the supply, and writes it into the token journal.
    /// - Returns: `nil` when `reference` was rewarded before.
    @discardableResult
    public func grantReward(
        _ kind: Reward.Kind, _ reference: String, _ nominal: TokenAmount, to account: AccountID, order: OrderID?, at time: Timestamp,
        randomness: Randomness
    ) throws -> Reward? {
        guard try reward(reference: reference) == nil else { return nil }
        let reward = Reward(
            id: ID(at: time, randomness), accountID: account, kind: kind, reference: reference, orderID: order, nominal: nominal,
            granted: try rewardSupply().grant(nominal), createdAt: time)
        let (asked, granted) = (TokenColumns(reward.nominal), TokenColumns(reward.granted))
        try execute(
            """
            INSERT INTO rewards (id, brand_id, account_id, kind, reference, order_id, nominal_gwei, nominal_wei, granted_gwei, granted_wei, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, reward.id, try brandID(of: account), account, kind.rawValue, reference, order, asked.gwei, asked.wei, granted.gwei,
            granted.wei, time)
        try changeSupply(by: reward.granted)
        try insertTokenTransaction(
            .grant(reward.granted, to: account, for: reference, id: ID(at: time, randomness), at: time))
        return reward
    }

    /// Takes back what of a purchase's reward belongs to the refunds so far.
    /// - Parameters:
    ///   - cause: the refund's or the dispute's id; a second call for it does nothing.
    ///   - refunded: minor units given back in all, this refund included.
    ///   - paid: minor units of the order, > 0.
    /// - Returns: what was taken back now; `nil` when the order has no reward or the cause was seen before.
    @discardableResult
    public func reverseReward(
        order: OrderID, cause: String, refunded: Int64, paid: Int64, at time: Timestamp, randomness: Randomness
    ) throws -> TokenAmount? {
        guard let reward = try reward(reference: "purchase:\(order)"),
            try first("SELECT 1 AS one FROM reward_reversals WHERE reward_id = $1 AND cause_id = $2", reward.id, cause) == nil
        else { return nil }
        let amount = reversedInAll(of: reward.granted, refunded: refunded, paid: paid) - (try reversed(reward.id))
        let columns = TokenColumns(amount)
        try execute(
            "INSERT INTO reward_reversals (reward_id, cause_id, gwei, wei, created_at) VALUES ($1, $2, $3, $4, $5)",
            reward.id, cause, columns.gwei, columns.wei, time)
        try changeSupply(by: -amount)
        try insertTokenTransaction(
            .reversal(amount, from: reward.accountID, for: "reversal:\(cause)", id: ID(at: time, randomness), at: time))
        return amount
    }

    public func reward(reference: String) throws -> Reward? {
        try first("SELECT * FROM rewards WHERE reference = $1", reference).map(reward)
    }

    /// What has been taken back of a reward.
    public func reversed(_ reward: RewardID) throws -> TokenAmount {
        try first("SELECT \(tokenSums) FROM reward_reversals WHERE reward_id = $1", reward)!.tokens()
    }

    /// All that an account was granted, and all that was taken back of it.
    public func rewardSums(of account: AccountID) throws -> (granted: TokenAmount, reversed: TokenAmount) {
        let granted = try first(
            """
            SELECT CAST(COALESCE(SUM(granted_gwei), 0) AS BIGINT) AS gwei, CAST(COALESCE(SUM(granted_wei), 0) AS BIGINT) AS wei
            FROM rewards WHERE account_id = $1
            """, account)!.tokens()
        let reversed = try first(
            "SELECT \(tokenSums) FROM reward_reversals WHERE reward_id IN (SELECT id FROM rewards WHERE account_id = $1)", account)!
            .tokens()
        return (granted, reversed)
    }

    /// The same over all accounts.
    public func rewardSums() throws -> (granted: TokenAmount, reversed: TokenAmount) {
        let granted = try first(
            """
            SELECT CAST(COALESCE(SUM(granted_gwei), 0) AS BIGINT) AS gwei, CAST(COALESCE(SUM(granted_wei), 0) AS BIGINT) AS wei FROM rewards
            """)!.tokens()
        return (granted, try first("SELECT \(tokenSums) FROM reward_reversals")!.tokens())
    }

    /// An account's rewards, newest first, older than `before` when given.
    public func rewards(of account: AccountID, before: RewardID? = nil, limit: Int) throws -> [Reward] {
        try query(
            "SELECT * FROM rewards WHERE account_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", account, before?.text ?? "",
            limit
        ).map(reward)
    }

    public func rewardSupply() throws -> RewardSupply {
        RewardSupply(outstanding: try first("SELECT gwei, wei FROM reward_supply WHERE id = 1")!.tokens())
    }

    private func brandID(of account: AccountID) throws -> BrandID {
        guard let row = try first("SELECT brand_id FROM accounts WHERE id = $1", account) else { throw StoreError.corrupt("no account") }
        return try row.id("brand_id")
    }

    private func changeSupply(by amount: TokenAmount) throws {
        let outstanding = TokenColumns(try rewardSupply().outstanding + amount)
        try execute("UPDATE reward_supply SET gwei = $1, wei = $2 WHERE id = 1", outstanding.gwei, outstanding.wei)
    }

    private func reward(_ row: SQLRow) throws -> Reward {
        Reward(
            id: try row.id("id"), accountID: try row.id("account_id"), kind: try row.choice("kind"), reference: try row.text("reference"),
            orderID: try row.optionalID("order_id"), nominal: try row.tokens("nominal_"), granted: try row.tokens("granted_"),
            createdAt: try row.time("created_at"))
    }
}
