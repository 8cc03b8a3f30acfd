import Billing
import Store
import Subscribers
import Telecom

/// An account at a glance, for the staff who help it.
public struct AccountSummary: Sendable {
    public let account: Account
    /// Oldest first, at most 100.
    public let lines: [Line]
    /// Memberships and add-ons, newest first, at most 100.
    public let subscriptions: [Subscription]
    /// Of the group, oldest first; empty for a deleted account.
    public let buckets: [BucketView]
    /// Newest first, at most 20.
    public let orders: [Order]
    public let rewards: RewardBalance
    public let sessionCount: Int
    public let apiKeyCount: Int
}

extension Platform {
    /// - Throws: `forbidden` for anybody but staff; `account_not_found`, also for accounts of brands that the caller may not see.
    public func accountSummary(_ id: AccountID, as principal: Principal) async throws -> AccountSummary {
        let account = try await visibleAccount(id, to: principal)
        let buckets = account.deletedAt == nil ? try await buckets(of: id) : []
        let rewards = try await rewardBalance(of: id)
        let now = time.now()
        return try await store.read { transaction in
            AccountSummary(
                account: account, lines: try transaction.lines(of: id, limit: 100),
                subscriptions: try transaction.subscriptions(of: id, limit: 100), buckets: buckets,
                orders: try transaction.orders(of: id, limit: 20), rewards: rewards,
                sessionCount: try transaction.sessions(of: id).count { $0.isAlive(at: now) },
                apiKeyCount: try transaction.apiKeys(of: id).count { $0.isAlive(at: now) })
        }
    }

    /// All that happened to an account, newest first.
    /// - Parameters:
    ///   - kinds: those to tell; empty for all.
    ///   - before: only what stands behind this place.
    /// - Throws: as `accountSummary`.
    public func accountStory(
        _ id: AccountID, kinds: Set<AccountEvent.Kind> = [], before: AccountEvent.Place? = nil, limit: Int, as principal: Principal
    ) async throws -> [AccountEvent] {
        _ = try await visibleAccount(id, to: principal)
        let kinds = kinds.isEmpty ? Set(AccountEvent.Kind.allCases) : kinds
        return try await store.read { try $0.story(of: id, kinds: kinds, before: before, limit: limit) }
    }

    /// Also a deleted one.
    private func visibleAccount(_ id: AccountID, to principal: Principal) async throws -> Account {
        try principal.requireStaff()
        guard let account = try await store.read({ try $0.account(id) }), principal.isOperator || account.brandID == principal.brandID
        else {
            throw PlatformError.notFound("account")
        }
        return account
    }
}
