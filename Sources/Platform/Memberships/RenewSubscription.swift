import Billing
import Catalog
import Store
import Telecom

/// What a job about a subscription carries.
struct SubscriptionJob: Codable, Sendable {
    let subscription: SubscriptionID
}

extension Platform {
    /// Does what is due when a subscription's period ends: charges the saved card for the next one, or ends it. Asked too early or again, nothing happens.
    public func renewSubscription(_ id: SubscriptionID) async throws {
        let now = time.now()
        let orderID: OrderID = newID()
        let next = try await store.write { transaction -> (order: Order, method: PaymentMethod?)? in
            guard let subscription = try transaction.subscription(id) else { throw JobAbandoned("no such subscription") }
            guard subscription.state.isRunning else { return nil }
            let method = try transaction.savedPaymentMethods(of: subscription.accountID).first { $0.provider == payments.name }
            let isFree = subscription.price.minorUnits == 0
            switch subscription.due(at: now, canBeCharged: method != nil || isFree) {
            case .notYet: return nil
            case .end(let state):
                try transaction.end(subscription, state, at: now)
                try transaction.tellOfEnd(subscription, state, platform: self, at: now)
                return nil
            case .renew:
                return (try transaction.renewalOrder(subscription, id: orderID, platform: self, at: now), method)
            }
        }
        guard let next, let method = next.method, next.order.isPayable else { return }
        let payment = try await beginPayment(of: next.order.id, by: next.order.accountID, with: method, isOffSession: true)
        _ = try await charge(payment.id)
    }
}

extension JobHandler {
    static let renewSubscription = JobHandler(kind: "renew_subscription", timeoutSeconds: 60) { platform, job in
        try await platform.renewSubscription(try job.decode(SubscriptionJob.self).subscription)
    }
}

extension SQLTransaction {
    /// One job for each period and attempt.
    func scheduleRenewal(of subscription: Subscription, runAt: Timestamp, at time: Timestamp) throws {
        try enqueue(
            NewJob(
                kind: "renew_subscription", key: "\(subscription.id):\(runAt.microsecondsSince1970)",
                payload: SubscriptionJob(subscription: subscription.id), runAt: runAt), at: time)
    }

    /// The order of the next period: one, however often its payment is tried. The price stays; the tax in it is today's.
    fileprivate func renewalOrder(_ subscription: Subscription, id: OrderID, platform: Platform, at time: Timestamp) throws -> Order {
        let key = "renewal:\(subscription.id):\(subscription.period + 1)"
        if let known = try order(account: subscription.accountID, idempotencyKey: key) { return known }
        let fulfilment: Fulfilment =
            switch subscription.length {
            case .seconds(let seconds): .membership(validitySeconds: seconds)
            case .months(let months): .addOn(periodMonths: Int(months))
            }
        let taxes = platform.catalogs.catalog(for: subscription.brandID).taxes
        let rate = try account(subscription.accountID)?.country.flatMap { taxes[$0] }
        var order = Order(
            id: id, brandID: subscription.brandID, accountID: subscription.accountID, currency: subscription.price.currency,
            items: [
                OrderItem(
                    position: 0, serviceID: subscription.serviceID, name: subscription.name, quantity: 1, unitPrice: subscription.price,
                    unitRewardBase: subscription.rewardBase, fulfilment: fulfilment,
                    unitTax: rate.map { UnitTax($0, in: subscription.price) })
            ], renews: subscription.id, placedAt: time)
        if order.total.minorUnits == 0 {
            try order.apply(.paymentSucceeded, at: time)
            try enqueue(NewJob(kind: "fulfil_order", key: order.id.text, payload: OrderJob(order: order.id)), at: time)
        }
        try insertOrder(order, idempotencyKey: key, actor: "system", reason: "renewal")
        return order
    }

    /// Plans the next attempt, or lets the subscription lapse with the last one.
    func renewalFailed(_ id: SubscriptionID, order: Order, platform: Platform, at time: Timestamp) throws {
        guard var subscription = try subscription(id), subscription.state.isRunning else { return }
        if let retryAt = subscription.renewalFailed(at: time) {
            try updateSubscription(subscription, at: time)
            try scheduleRenewal(of: subscription, runAt: max(retryAt, time), at: time)
            try tell(subscription.accountID, kind: "renewal_failed", platform: platform, at: time) { language, catalog in
                News(
                    title: language.message(
                        "memberships.renewal_failed.title", ["name": catalog.text(subscription.name, in: language)]),
                    paragraphs: [
                        language.message(
                            "memberships.renewal_failed.text",
                            ["price": language.money(subscription.price), "day": language.day(retryAt)])
                    ])
            }
            return
        }
        guard let running = try self.subscription(id) else { return }
        try end(running, .lapsed, at: time)
        try tellOfEnd(running, .lapsed, platform: platform, at: time)
        var order = order
        if order.isPayable {
            try order.apply(.cancelled, at: time)
            try updateOrder(order, actor: "system", reason: "the subscription lapsed", at: time)
        }
    }

    fileprivate func tellOfEnd(_ subscription: Subscription, _ state: Subscription.State, platform: Platform, at time: Timestamp) throws {
        try tell(subscription.accountID, kind: "subscription_ended", platform: platform, at: time) { language, catalog in
            News(
                title: language.message("memberships.ended.title", ["name": catalog.text(subscription.name, in: language)]),
                paragraphs: [language.message(state == .lapsed ? "memberships.ended.lapsed" : "memberships.ended.asked")])
        }
    }
}
