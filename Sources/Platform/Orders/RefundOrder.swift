import Billing
import Store
import Subscribers
import Telecom

extension Platform {
    /// Gives money back for whole units of an order's items: the books, the credit note, the share of the reward, and what had been delivered,
    /// in one transaction; then the provider is told. Data is taken back as far as it is unused; what was used is the decider's gift.
    /// - Parameters:
    ///   - items: units by position; `nil` for all that is left.
    ///   - idempotencyKey: unique within the order.
    /// - Throws: `PlatformError.forbidden` unless support or admin; `.notFound`; `.invalid`; `.conflict` with `nothing_to_refund`,
    ///   `payment_disputed` or `idempotency_key_reused`.
    public func refundOrder(
        _ id: OrderID, items: [(position: Int, quantity: Int64)]? = nil, reason: String, idempotencyKey: String? = nil,
        as principal: Principal
    ) async throws -> Refund {
        guard principal.isStaff else { throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.") }
        let now = time.now()
        let refundID: RefundID = newID()
        let refund = try await store.write { transaction -> Refund in
            guard let order = try transaction.order(id), order.brandID == principal.brandID else { throw PlatformError.notFound("order") }
            if let idempotencyKey, let known = try transaction.refund(order: id, idempotencyKey: idempotencyKey) {
                guard known.matches(items) else {
                    throw PlatformError(.conflict, code: "idempotency_key_reused", "This idempotency key was used for another refund.")
                }
                return known
            }
            let covered: [RefundItem]
            do {
                covered = try order.refundable(items, already: try transaction.refundedUnits(of: id))
            } catch let refusal as RefundRefusal {
                throw PlatformError(refusal)
            }
            guard let payment = try transaction.payments(of: id).last(where: \.isCharged), payment.state == .succeeded else {
                throw PlatformError(.conflict, code: "payment_disputed", "The payment is disputed: the bank decides who gets the money.")
            }
            let refund = Refund(
                id: refundID, brandID: order.brandID, orderID: id, paymentID: payment.id,
                amount: covered.reduce(.zero(order.currency)) { $0 + $1.amount }, items: covered, reason: reason,
                actor: principal.accountID.text, createdAt: now)
            try transaction.apply(refund, to: order, idempotencyKey: idempotencyKey ?? refundID.text, platform: self, at: now)
            try transaction.enqueue(
                NewJob(kind: "send_refund", key: refund.id.text, payload: RefundJob(refund: refund.id), maxAttempts: 30), at: now)
            return refund
        }
        do {
            try await sendRefund(refund.id)
        } catch {
            log.warning("the refund waits for its job", metadata: ["refund": "\(refund.id)", "error": "\(error)"])
        }
        return try await store.read { try $0.refund(refund.id) } ?? refund
    }

    /// Has the provider give the money of a decided refund back, once.
    func sendRefund(_ id: RefundID) async throws {
        let found = try await store.read { transaction in
            try transaction.refund(id).flatMap { refund in try transaction.payment(refund.paymentID).map { (refund, $0) } }
        }
        guard let (refund, payment) = found, refund.state == .processing else { return }
        guard let reference = payment.reference, payment.provider == payments.name else {
            throw JobAbandoned("the payment was made with \(payment.provider), which is not in use")
        }
        try await payments.createRefund(
            RefundRequest(idempotencyKey: id.text, paymentReference: reference, amount: refund.amount))
        let now = time.now()
        try await store.write { transaction in
            guard try transaction.settleRefund(id, at: now) else { return }
            try transaction.book(
                Postings.refundPaid(refund.amount), reference: "refund_paid:\(id)", brand: refund.brandID, order: refund.orderID, at: now,
                randomness: randomness)
        }
    }
}

/// What a job about a refund carries.
struct RefundJob: Codable, Sendable {
    let refund: RefundID
}

extension JobHandler {
    static let sendRefund = JobHandler(kind: "send_refund", timeoutSeconds: 60) { platform, job in
        try await platform.sendRefund(try job.decode(RefundJob.self).refund)
    }
}

extension Refund {
    fileprivate func matches(_ asked: [(position: Int, quantity: Int64)]?) -> Bool {
        guard let asked else { return true }
        return Dictionary(items.map { ($0.position, $0.quantity) }, uniquingKeysWith: { $1 })
            == Dictionary(asked.map { ($0.position, $0.quantity) }, uniquingKeysWith: { $1 })
    }
}

extension PlatformError {
    init(_ refusal: RefundRefusal) {
        self =
            switch refusal {
            case .notPaid: PlatformError(.conflict, code: "order_not_paid", "The order is not paid.")
            case .nothingLeft: PlatformError(.conflict, code: "nothing_to_refund", "Nothing of this order is left to give back.")
            case .noSuchItem(let position): .invalid("items", "The order has no item at position \(position).")
            case .tooMany(let position, let left):
                PlatformError(
                    .conflict, code: "nothing_to_refund", "Of the item at position \(position), \(left) are left to give back.",
                    parameter: "items")
            case .quantityOutOfRange(let position):
                .invalid("items", "The quantity for position \(position) is out of range or given twice.")
            }
    }
}
