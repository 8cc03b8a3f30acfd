import Billing
import Store
import Telecom

extension Platform {
    /// The account's memberships and add-ons, running and ended, newest first, older than `before` when given.
    public func subscriptions(of account: AccountID, before: SubscriptionID? = nil, limit: Int) async throws -> [Subscription] {
        try await store.read { try $0.subscriptions(of: account, before: before, limit: limit) }
    }

    /// - Throws: `PlatformError.notFound`, for another account's too.
    public func subscription(_ id: SubscriptionID, as principal: Principal) async throws -> Subscription {
        guard let subscription = try await store.read({ try $0.subscription(id) }), subscription.accountID == principal.accountID else {
            throw PlatformError.notFound("membership")
        }
        return subscription
    }

    /// Asks that a membership or add-on ends with the period that is paid, or takes that back. Nothing is given back for the rest of the period.
    /// - Throws: `PlatformError.notFound`; `.conflict` with `membership_ended`.
    public func setCancellation(of id: SubscriptionID, _ isRequested: Bool, as principal: Principal) async throws -> Subscription {
        let now = time.now()
        return try await store.write { transaction in
            guard var subscription = try transaction.subscription(id), subscription.accountID == principal.accountID else {
                throw PlatformError.notFound("membership")
            }
            guard subscription.setCancelRequested(isRequested, at: now) else {
                throw PlatformError(.conflict, code: "membership_ended", "It has ended already.")
            }
            try transaction.updateSubscription(subscription, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: isRequested ? "subscription.cancel" : "subscription.keep", subject: id.text,
                brand: subscription.brandID, at: now)
            return subscription
        }
    }
}
