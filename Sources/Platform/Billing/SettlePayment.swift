import Billing
import Rewards
import Store
import Subscribers
import Telecom

extension Platform {
    /// Takes in what the provider says about a payment, with all that follows from it, in one transaction. Said again, nothing follows.
    @discardableResult
    func settlePayment(_ id: PaymentID, _ outcome: PaymentOutcome) async throws -> Payment {
        let now = time.now()
        return try await store.write { try $0.settlePayment(id, outcome, platform: self, at: now) }
    }
}

extension SQLTransaction {
    func settlePayment(_ id: PaymentID, _ outcome: PaymentOutcome, platform: Platform, at time: Timestamp) throws -> Payment {
        guard var payment = try payment(id), var order = try order(payment.orderID) else { throw PlatformError.notFound("payment") }
        switch payment.settle(outcome, at: time) {
        case .nothing: return payment
        case .needsAction:
            try enqueue(
                NewJob(
                    kind: "abandon_payment", key: id.text, payload: PaymentJob(payment: id), runAt: time.adding(seconds: 1800)), at: time)
        case .becameFailed:
            if order.isPayable {
                try order.apply(.paymentFailed, at: time)
                try updateOrder(order, actor: payment.provider, reason: payment.declineCode?.rawValue ?? "failed", at: time)
            }
        case .becameSucceeded:
            guard order.isPayable else {
                payment.giveBack()
                try updatePayment(payment)
                try returnPayment(payment, order, platform: platform, at: time)
                return payment
            }
            try order.apply(.paymentSucceeded, at: time)
            try updateOrder(order, actor: payment.provider, reason: id.text, at: time)
            try recordSale(order, payment, platform: platform, at: time)
            if let method = try anyPaymentMethod(payment.methodID), method.savedAt != nil {
                try removePaymentMethods(account: method.accountID, fingerprint: method.fingerprint, except: method.id, at: time)
            }
        }
        try updatePayment(payment)
        try audit(
            actor: payment.provider, action: "payment.\(payment.state.rawValue)", subject: id.text,
            detail: ["order": order.id.text, "amount": "\(payment.amount)", "decline": payment.declineCode?.rawValue ?? ""],
            brand: payment.brandID, at: time)
        if payment.state == .failed, let subscription = order.renews {
            try renewalFailed(subscription, order: order, platform: platform, at: time)
        }
        return payment
    }

    /// The books, the invoice, the reward, and the jobs that deliver and tell.
    private func recordSale(_ order: Order, _ payment: Payment, platform: Platform, at time: Timestamp) throws {
        let randomness = platform.randomness
        try book(
            Postings.payment(payment.amount, fee: payment.fee, tax: order.tax), reference: "payment:\(payment.id)", brand: order.brandID,
            order: order.id,
            at: time, randomness: randomness)
        let invoice = try issueInvoice(
            .invoice, order: order, cause: payment.id.text, lines: order.invoiceLines, at: time, randomness: randomness)
        let rates = RewardRates(platform.catalogs.catalog(for: order.brandID).rewards)
        let reward = try grantReward(
            .purchase, "purchase:\(order.id)", rates.purchase(usdCents: order.rewardBase), to: order.accountID, order: order.id, at: time,
            randomness: randomness)
        try enqueue(NewJob(kind: "fulfil_order", key: order.id.text, payload: OrderJob(order: order.id)), at: time)
        if let delay = platform.payments.eventDelaySeconds {
            let due = time.adding(seconds: delay)
            try enqueue(NewJob(kind: "collect_payment_events", key: "\(due.secondsSince1970)", payload: [String](), runAt: due), at: time)
        }
        try tell(order.accountID, kind: "receipt", platform: platform, at: time) { language, catalog in
            let amount = language.money(payment.amount)
            let items = invoice.lines.map { line in
                language.message(
                    "orders.paid.item",
                    [
                        "quantity": language.number(line.quantity), "name": catalog.text(line.name, in: language),
                        "amount": language.money(line.amount),
                    ])
            }
            let tax = order.taxName.map {
                language.message("orders.paid.tax", ["tax": language.money(order.tax), "name": catalog.text($0, in: language)])
            }
            let granted = reward.map { language.message("accounts.reward", ["tokens": language.tokens($0.granted)]) }
            let thanks = language.message(
                "orders.paid.text", ["amount": amount, "order": order.id.text, "number": "\(invoice.number)"])
            return News(
                title: language.message("orders.paid.title", ["amount": amount]),
                paragraphs: [thanks] + items + [tax, granted].compactMap(\.self))
        }
    }

    /// Money came for an order that takes none any more: it goes back at once.
    private func returnPayment(_ payment: Payment, _ order: Order, platform: Platform, at time: Timestamp) throws {
        try book(
            Postings.payment(payment.amount, fee: payment.fee, tax: .zero(order.currency)), reference: "payment:\(payment.id)",
            brand: order.brandID, order: order.id,
            at: time, randomness: platform.randomness)
        let refund = Refund(
            id: platform.newID(), brandID: order.brandID, orderID: order.id, paymentID: payment.id, amount: payment.amount, items: [],
            reason: "the order was \(order.state.words) when the payment came", actor: "system", createdAt: time)
        try insertRefund(refund, idempotencyKey: "return:\(payment.id)")
        try book(
            Postings.refund(refund.amount, unearned: refund.amount, tax: .zero(order.currency)), reference: "refund:\(refund.id)",
            brand: order.brandID,
            order: order.id,
            at: time, randomness: platform.randomness)
        try enqueue(NewJob(kind: "send_refund", key: refund.id.text, payload: RefundJob(refund: refund.id), maxAttempts: 30), at: time)
        try audit(
            actor: "system", action: "payment.returned", subject: payment.id.text, detail: ["order": order.id.text],
            brand: order.brandID, at: time)
    }
}
