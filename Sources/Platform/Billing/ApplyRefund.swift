import Billing
import Catalog
import Store
import Subscribers
import Telecom

extension SQLTransaction {
    /// All that a refund means on our side: books, credit note, reward, order, and the end of what was delivered.
    func apply(_ refund: Refund, to order: Order, idempotencyKey: String, platform: Platform, at time: Timestamp) throws {
        var order = order
        let already = try refundedUnits(of: order.id)
        try insertRefund(refund, idempotencyKey: idempotencyKey)
        var unearned = Money.zero(order.currency)
        for item in refund.items {
            unearned =
                unearned
                + (try takeBack(
                    item, of: order, already: already[item.position, default: 0], actor: refund.actor, platform: platform, at: time))
        }
        try book(
            Postings.refund(refund.amount, unearned: unearned, tax: order.tax(of: refund.items)), reference: "refund:\(refund.id)",
            brand: order.brandID, order: order.id,
            at: time, randomness: platform.randomness)
        let refunded = order.refunded + refund.amount
        try order.apply(.refunded(inAll: refunded), at: time)
        try updateOrder(order, actor: refund.actor, reason: refund.id.text, at: time)
        let creditNote = try issueInvoice(
            .creditNote, order: order, cause: refund.id.text, lines: order.creditLines(refund.items), at: time,
            randomness: platform.randomness)
        let reversed = try reverseReward(
            order: order.id, cause: refund.id.text, refunded: refunded.minorUnits, paid: order.total.minorUnits, at: time,
            randomness: platform.randomness)
        try audit(
            actor: refund.actor, action: "order.refund", subject: order.id.text,
            detail: ["refund": refund.id.text, "amount": "\(refund.amount)", "reversed": reversed.map { "\($0)" } ?? "0"],
            brand: order.brandID, at: time)
        try tell(order.accountID, kind: "refund", platform: platform, at: time) { language, _ in
            let amount = language.money(refund.amount)
            let taken = reversed.map { language.message("orders.refund.reward", ["tokens": language.tokens($0)]) }
            return News(
                title: language.message("orders.refund.title", ["amount": amount]),
                paragraphs: [
                    language.message(
                        "orders.refund.text", ["amount": amount, "order": order.id.text, "number": "\(creditNote.number)"])
                ] + [taken].compactMap(\.self))
        }
    }

    /// Ends what the units had brought.
    /// - Returns: how much of the units' price had not been earned.
    private func takeBack(_ refunded: RefundItem, of order: Order, already: Int64, actor: String, platform: Platform, at time: Timestamp)
        throws -> Money
    {
        let item = order.items[refunded.position]
        guard order.fulfilledAt != nil else { return item.unitRevenue * refunded.quantity }
        // The last units go first, so that the first ones stay with what is kept.
        let units = (item.quantity - already - refunded.quantity)..<(item.quantity - already)
        let isLast = units.lowerBound == 0
        var unearned = Money.zero(order.currency)
        for grant in try orderGrants(order.id) where grant.position == item.position {
            switch grant.kind {
            case .bucket where units.contains(grant.unit):
                try revokeBucket(try id(grant.subjectID), at: time)
            case .shipment where units.contains(grant.unit):
                try cancelShipment(try id(grant.subjectID), actor: actor, at: time)
            case .subscription:
                unearned = try endPeriod(of: order, item: item, platform: platform, at: time)
                try endSubscription(try id(grant.subjectID), order: order, item: item, platform: platform, at: time)
            case .line where isLast && !item.isMembership:
                try endLine(try id(grant.subjectID), .terminate, actor: "system", at: time)
            case .bucket, .shipment, .line: break
            }
        }
        return unearned
    }

    /// Books what the period has earned by now; the rest can be given back.
    private func endPeriod(of order: Order, item: OrderItem, platform: Platform, at time: Timestamp) throws -> Money {
        guard let (period, isOpen) = try subscriptionPeriod(order: order.id, position: item.position), isOpen else {
            return .zero(order.currency)
        }
        try earn(period, as: item.revenue, closes: true, at: time, randomness: platform.randomness)
        return Money(minorUnits: period.amount.minorUnits - period.earned(by: time), currency: order.currency)
    }

    /// A period that has not begun is taken off; the one that runs ends the subscription; one that is over changes nothing.
    private func endSubscription(_ id: SubscriptionID, order: Order, item: OrderItem, platform: Platform, at time: Timestamp) throws {
        guard var subscription = try subscription(id), subscription.state.isRunning,
            let (period, _) = try subscriptionPeriod(order: order.id, position: item.position), period.period == subscription.period
        else { return }
        if period.startsAt > time, period.period > 0 {
            subscription.shorten()
            try updateSubscription(subscription, at: time)
            try scheduleRenewal(of: subscription, runAt: subscription.periodEndsAt, at: time)
        } else {
            try end(subscription, .cancelled, at: time)
        }
    }

    private func id<Noun>(_ text: String) throws -> ID<Noun> {
        guard let id = ID<Noun>(text) else { throw StoreError.corrupt("an order's grant names \(text)") }
        return id
    }
}
