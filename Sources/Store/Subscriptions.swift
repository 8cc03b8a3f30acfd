import Billing
import Telecom

extension SQLTransaction {
    public func insertSubscription(_ subscription: Subscription, at time: Timestamp) throws {
        let (seconds, months): (Int64?, Int64?) =
            switch subscription.length {
            case .seconds(let seconds): (seconds, nil)
            case .months(let months): (nil, months)
            }
        try execute(
            """
            INSERT INTO subscriptions (id, brand_id, account_id, kind, service_id, name, state, price, currency, reward_base, validity_seconds,
                period_months, anchor_at, period, period_ends_at, cancel_requested_at, renewal_attempts, created_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """, subscription.id, subscription.brandID, subscription.accountID, subscription.kind.rawValue, subscription.serviceID,
            subscription.name, subscription.state.rawValue, subscription.price.minorUnits, subscription.price.currency,
            subscription.rewardBase, seconds, months, subscription.anchor, subscription.period, subscription.periodEndsAt,
            subscription.cancelRequestedAt, subscription.renewalAttempts, time, subscription.endedAt)
        try treatmentMayHaveChanged(by: subscription, at: time)
    }

    public func updateSubscription(_ subscription: Subscription, at time: Timestamp) throws {
        try execute(
            """
            UPDATE subscriptions SET state = $2, period = $3, period_ends_at = $4, cancel_requested_at = $5, renewal_attempts = $6, ended_at = $7
            WHERE id = $1
            """, subscription.id, subscription.state.rawValue, subscription.period, subscription.periodEndsAt,
            subscription.cancelRequestedAt, subscription.renewalAttempts, subscription.endedAt)
        try treatmentMayHaveChanged(by: subscription, at: time)
    }

    /// Packet gateways and MMEs are told where the network treats the account's lines in another way now.
    private func treatmentMayHaveChanged(by subscription: Subscription, at time: Timestamp) throws {
        try policyMayHaveChanged(of: subscription.accountID)
        try informServingNodes(of: subscription.accountID, occasion: "\(subscription.id):\(time.microsecondsSince1970)", at: time)
    }

    public func subscription(_ id: SubscriptionID) throws -> Subscription? {
        try first("SELECT * FROM subscriptions WHERE id = $1", id).map(subscription)
    }

    /// An account's subscriptions, running and ended, newest first, older than `before` when given.
    public func subscriptions(of account: AccountID, before: SubscriptionID? = nil, limit: Int) throws -> [Subscription] {
        try query(
            "SELECT * FROM subscriptions WHERE account_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", account,
            before?.text ?? "", limit
        ).map(subscription)
    }

    public func runningSubscriptions(of account: AccountID) throws -> [Subscription] {
        try query("SELECT * FROM subscriptions WHERE account_id = $1 AND ended_at IS NULL ORDER BY id", account).map(subscription)
    }

    /// Lines that came to the account with a membership.
    public func membershipLines(of account: AccountID) throws -> [LineID] {
        try query(
            """
            SELECT g.subject_id FROM orders o JOIN order_items i ON i.order_id = o.id AND i.fulfilment = 'membership'
            JOIN order_grants g ON g.order_id = i.order_id AND g.position = i.position AND g.kind = 'line' WHERE o.account_id = $1
            """, account
        ).map { try $0.id("subject_id") }
    }

    public func insertSubscriptionPeriod(_ period: SubscriptionPeriod) throws {
        try execute(
            """
            INSERT INTO subscription_periods (subscription_id, period, brand_id, order_id, position, starts_at, ends_at, amount, currency, earned)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, period.subscriptionID, period.period, period.brandID, period.orderID, period.position, period.startsAt, period.endsAt,
            period.amount.minorUnits, period.amount.currency, period.earned)
    }

    /// - Parameter closedAt: set once nothing is left to earn.
    public func updateSubscriptionPeriod(_ subscription: SubscriptionID, _ period: Int64, earned: Int64, closedAt: Timestamp?) throws {
        try execute(
            "UPDATE subscription_periods SET earned = $3, closed_at = $4 WHERE subscription_id = $1 AND period = $2", subscription, period,
            earned, closedAt)
    }

    /// The period that an order's item paid for, and whether something is left to earn.
    public func subscriptionPeriod(order: OrderID, position: Int) throws -> (period: SubscriptionPeriod, isOpen: Bool)? {
        guard let row = try first("SELECT * FROM subscription_periods WHERE order_id = $1 AND position = $2", order, position) else {
            return nil
        }
        return (try subscriptionPeriod(row), try row.optionalTime("closed_at") == nil)
    }

    public func subscriptionPeriods(_ id: SubscriptionID) throws -> [SubscriptionPeriod] {
        try query("SELECT * FROM subscription_periods WHERE subscription_id = $1 ORDER BY period", id).map(subscriptionPeriod)
    }

    /// Periods with something left to earn, in the order of their keys, after the given one.
    public func openSubscriptionPeriods(after: (SubscriptionID, Int64)?, limit: Int) throws -> [SubscriptionPeriod] {
        try query(
            """
            SELECT * FROM subscription_periods WHERE closed_at IS NULL AND (subscription_id > $1 OR (subscription_id = $1 AND period > $2))
            ORDER BY subscription_id, period LIMIT $3
            """, after?.0.text ?? "", after?.1 ?? 0, limit
        ).map(subscriptionPeriod)
    }

    private func subscriptionPeriod(_ row: SQLRow) throws -> SubscriptionPeriod {
        SubscriptionPeriod(
            subscriptionID: try row.id("subscription_id"), period: try row.integer("period"), brandID: try row.id("brand_id"),
            orderID: try row.id("order_id"), position: Int(try row.integer("position")), startsAt: try row.time("starts_at"),
            endsAt: try row.time("ends_at"), amount: try row.money("amount"), earned: try row.integer("earned"))
    }

    private func subscription(_ row: SQLRow) throws -> Subscription {
        let length: Subscription.Length
        if let seconds = try row.optionalInteger("validity_seconds") {
            length = .seconds(seconds)
        } else {
            length = .months(try row.integer("period_months"))
        }
        return Subscription(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"), kind: try row.choice("kind"),
            serviceID: try row.serviceID("service_id"), name: try row.text("name"), price: try row.money("price"),
            rewardBase: try row.integer("reward_base"), length: length, anchor: try row.time("anchor_at"), state: try row.choice("state"),
            period: try row.integer("period"), cancelRequestedAt: try row.optionalTime("cancel_requested_at"),
            renewalAttempts: try row.integer("renewal_attempts"), endedAt: try row.optionalTime("ended_at"))
    }
}
