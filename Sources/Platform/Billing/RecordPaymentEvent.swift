import Billing
import Store
import Subscribers
import Telecom

extension Platform {
    /// Takes in a provider's event exactly once: the mark that it was seen and its effect are one transaction.
    /// - Throws: `PlatformError.notFound` for a payment that is not known (yet): the provider sends it again.
    public func recordPaymentEvent(_ event: PaymentEvent) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard let payment = try transaction.payment(provider: payments.name, reference: event.reference) else {
                throw PlatformError.notFound("payment")
            }
            guard
                try transaction.insertPaymentEvent(
                    provider: payments.name, eventID: event.id, kind: event.kind.word, payment: payment.id, at: now)
            else { return }
            switch event.kind {
            case .outcome(let outcome): _ = try transaction.settlePayment(payment.id, outcome, platform: self, at: now)
            case .disputeOpened: try transaction.openDispute(of: payment, platform: self, at: now)
            case .disputeWon: try transaction.closeDispute(of: payment, won: true, platform: self, at: now)
            case .disputeLost: try transaction.closeDispute(of: payment, won: false, platform: self, at: now)
            }
        }
    }

    /// Fetches the events of a provider that has no webhook to send them to.
    public func collectPaymentEvents() async throws {
        while true {
            let events = try await payments.pendingEvents(at: time.now())
            for event in events {
                try await recordPaymentEvent(event)
                try await payments.acknowledgeEvent(event.id)
            }
            if events.isEmpty { return }
        }
    }
}

extension JobHandler {
    static let collectPaymentEvents = JobHandler(kind: "collect_payment_events", timeoutSeconds: 120) { platform, _ in
        try await platform.collectPaymentEvents()
    }
}

extension PaymentEvent.Kind {
    var word: String {
        switch self {
        case .outcome: "outcome"
        case .disputeOpened: "dispute_opened"
        case .disputeWon: "dispute_won"
        case .disputeLost: "dispute_lost"
        }
    }
}

extension SQLTransaction {
    /// The money that is left of the payment is held, and the account's lines rest until it is decided.
    func openDispute(of payment: Payment, platform: Platform, at time: Timestamp) throws {
        var payment = payment
        guard let order = try order(payment.orderID), payment.disputeOpened() else { return }
        let held = payment.amount - order.refunded
        try updatePayment(payment)
        try insertDispute(of: payment, amount: held, at: time)
        try book(
            Postings.disputeOpened(held), reference: "dispute:\(payment.id)", brand: payment.brandID, order: payment.orderID, at: time,
            randomness: platform.randomness)
        for line in try lines(of: payment.accountID) where !line.state.isEnd {
            try endLine(line.id, .suspend(.paymentDisputed), actor: "system", at: time)
        }
        try audit(
            actor: payment.provider, action: "payment.dispute", subject: payment.id.text, detail: ["held": "\(held)"],
            brand: payment.brandID, at: time)
        try tell(payment.accountID, kind: "payment_disputed", platform: platform, at: time) { language, _ in
            News(
                title: language.message("orders.disputed.title"),
                paragraphs: [
                    language.message("orders.disputed.text", ["amount": language.money(held), "order": payment.orderID.text])
                ])
        }
    }

    /// Won, the money comes back to us; lost, it is a refund of all that was left, with everything that a refund means.
    func closeDispute(of payment: Payment, won: Bool, platform: Platform, at time: Timestamp) throws {
        var payment = payment
        guard let order = try order(payment.orderID), let dispute = try dispute(of: payment.id), payment.disputeClosed(won: won) else {
            return
        }
        try updatePayment(payment)
        try closeDispute(of: payment.id, won ? .won : .lost, at: time)
        try liftSuspensions(.paymentDisputed, of: payment.accountID, at: time)
        let kind = won ? "dispute_won" : "dispute_lost"
        try audit(actor: payment.provider, action: "payment.\(kind)", subject: payment.id.text, brand: payment.brandID, at: time)
        if won {
            try book(
                Postings.disputeWon(dispute.amount), reference: "\(kind):\(payment.id)", brand: payment.brandID, order: order.id, at: time,
                randomness: platform.randomness)
            return
        }
        let items = try order.refundable(nil, already: try refundedUnits(of: order.id))
        let refund = Refund(
            id: platform.newID(), brandID: order.brandID, orderID: order.id, paymentID: payment.id, state: .succeeded,
            amount: dispute.amount,
            items: items, reason: "dispute lost", actor: payment.provider, createdAt: time, settledAt: time)
        try apply(refund, to: order, idempotencyKey: kind, platform: platform, at: time)
        try book(
            Postings.disputeLost(dispute.amount), reference: "\(kind):\(payment.id)", brand: payment.brandID, order: order.id, at: time,
            randomness: platform.randomness)
    }
}
