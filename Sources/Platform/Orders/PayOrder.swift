import Billing
import Store
import Telecom

/// What an order is paid with.
public enum PaymentSource: Sendable {
    /// - isSaved: the owner allows it to be charged again, as renewals do.
    case card(Card, isSaved: Bool)
    case saved(PaymentMethodID)
}

extension Platform {
    /// Most attempts to pay one order.
    static let mostPayments = 10

    /// Charges the order's total. Two calls at once, or one that is repeated, charge once: the second finds the first one's payment, and
    /// asks the provider for that one again if its answer was lost.
    /// A payment that waits for its owner is given up for the new one.
    /// - Returns: the payment as far as it has come. `.processing` when the provider did not answer in time: it is asked again later.
    /// - Throws: `PlatformError.notFound`; `.conflict` with `order_not_payable` or `too_many_payments`; `.paymentRequired` with the decline's code.
    public func payOrder(_ id: OrderID, with source: PaymentSource, as principal: Principal) async throws -> Payment {
        let account = principal.accountID
        let payment: Payment
        switch try await store.read({ try $0.payable(id, by: account) }) {
        case .paid(let known): payment = known
        case .waiting(let waiting):
            try await giveUp(waiting)
            payment = try await beginPayment(of: id, by: account, with: try await method(source, principal), isOffSession: false)
        case .open:
            payment = try await beginPayment(of: id, by: account, with: try await method(source, principal), isOffSession: false)
        }
        let settled = try await charge(payment.id)
        if settled.state == .failed, let code = settled.declineCode {
            throw PlatformError(.paymentRequired, code: code.rawValue, code.message, detail: "\(settled.id)")
        }
        return settled
    }

    /// Records an attempt before the provider is asked, so that nothing that happens there is ever lost.
    /// - Returns: the new payment, or the one that is alive already.
    func beginPayment(of id: OrderID, by account: AccountID, with method: PaymentMethod, isOffSession: Bool) async throws -> Payment {
        let now = time.now()
        let paymentID: PaymentID = newID()
        return try await store.write { transaction in
            switch try transaction.payable(id, by: account) {
            case .paid(let payment), .waiting(let payment): return payment
            case .open(let order, let attempts):
                guard isOffSession || attempts < Self.mostPayments else {
                    throw PlatformError(.conflict, code: "too_many_payments", "This order was tried too often. Place a new one.")
                }
                // A saved one is there, also where it is removed at this moment: its owner has asked for this payment.
                if try transaction.anyPaymentMethod(method.id) == nil { try transaction.insertPaymentMethod(method) }
                let payment = Payment(
                    id: paymentID, brandID: order.brandID, accountID: account, orderID: id, methodID: method.id, provider: method.provider,
                    amount: order.total, isOffSession: isOffSession, createdAt: now)
                try transaction.insertPayment(payment)
                try transaction.enqueue(
                    NewJob(
                        kind: "resolve_payment", key: payment.id.text, payload: PaymentJob(payment: payment.id),
                        runAt: now.adding(seconds: 60), maxAttempts: 30), at: now)
                return payment
            }
        }
    }

    /// Asks the provider for the payment that was recorded before, and takes in what it says. Asked again, it is the same payment.
    func charge(_ id: PaymentID) async throws -> Payment {
        let (payment, method) = try await store.read { transaction in
            guard let payment = try transaction.payment(id), let method = try transaction.anyPaymentMethod(payment.methodID) else {
                throw PlatformError.notFound("payment")
            }
            return (payment, method)
        }
        guard payment.state == .processing, payment.provider == payments.name else { return payment }
        let outcome: PaymentOutcome
        do {
            outcome = try await payments.createPayment(
                PaymentRequest(
                    idempotencyKey: id.text, token: method.token, amount: payment.amount, isOffSession: payment.isOffSession))
        } catch PaymentProviderError.refused(let reason) {
            log.error("the provider refuses a payment", metadata: ["payment": "\(id)", "reason": "\(reason)"])
            outcome = .failed(reference: nil, .processingError)
        } catch {
            log.warning("the provider did not answer", metadata: ["payment": "\(id)", "error": "\(error)"])
            return payment
        }
        return try await settlePayment(id, outcome)
    }

    private func method(_ source: PaymentSource, _ principal: Principal) async throws -> PaymentMethod {
        switch source {
        case .saved(let id):
            let method = try await store.read { try $0.savedPaymentMethod(id) }
            guard let method, method.accountID == principal.accountID, method.provider == payments.name else {
                throw PlatformError.notFound("payment_method")
            }
            return method
        case .card(let card, let isSaved):
            let kept = try await keep(card)
            let now = time.now()
            return PaymentMethod(
                id: newID(), brandID: principal.brandID, accountID: principal.accountID, provider: payments.name, token: kept.token,
                cardBrand: kept.brand, last4: kept.last4, fingerprint: kept.fingerprint, expiryYear: kept.expiryYear,
                expiryMonth: kept.expiryMonth, createdAt: now, savedAt: isSaved ? now : nil)
        }
    }

    private func keep(_ card: Card) async throws -> KeptCard {
        do {
            return try await payments.keep(card)
        } catch PaymentProviderError.cardRefused(let message) {
            throw PlatformError(.paymentRequired, code: "card_not_supported", message, parameter: "card.number")
        } catch let error as PaymentProviderError {
            throw PlatformError(
                .unavailable, code: "payment_provider_unavailable", "Cards cannot be taken at the moment. Nothing was charged.",
                detail: "\(error)")
        }
    }
}

/// What a job about a payment carries.
struct PaymentJob: Codable, Sendable {
    let payment: PaymentID
}

/// Whether an order can be paid now.
enum Payable {
    case open(Order, attempts: Int)
    /// Its owner has not confirmed it yet.
    case waiting(Payment)
    /// Charged, or being charged.
    case paid(Payment)
}

extension SQLTransaction {
    /// - Throws: `PlatformError.notFound`, or `.conflict` with `order_not_payable`.
    func payable(_ id: OrderID, by account: AccountID) throws -> Payable {
        let order = try ownOrder(id, of: account)
        let attempts = try payments(of: id)
        if let charged = attempts.last(where: { $0.isCharged || $0.state == .processing }) { return .paid(charged) }
        if let waiting = attempts.last(where: { $0.state == .requiresAction }) { return .waiting(waiting) }
        guard order.isPayable else {
            throw PlatformError(.conflict, code: "order_not_payable", "The order is \(order.state.words).")
        }
        return .open(order, attempts: attempts.count)
    }
}

extension Order.State {
    /// For people.
    var words: String { rawValue.replacing("_", with: " ") }
}
