import Billing
import Store
import Telecom

extension Platform {
    /// Goes on with a payment that its owner had to confirm to the bank.
    /// - Parameter authentication: what the owner did, where this door showed the bank's page (test cards).
    /// - Returns: the payment that waited; without one the order's charge or newest attempt, as it is.
    /// - Throws: `PlatformError.notFound`; `.paymentRequired` with the decline's code; `.unavailable` while the provider does not answer.
    public func confirmPayment(of id: OrderID, authentication: Authentication?, as principal: Principal) async throws -> Payment {
        let newest = try await store.read { transaction in
            _ = try transaction.ownOrder(id, of: principal.accountID)
            let payments = try transaction.payments(of: id)
            return payments.last { $0.state == .requiresAction } ?? payments.last(where: \.isCharged) ?? payments.last
        }
        guard let payment = newest else { throw PlatformError.notFound("payment") }
        guard payment.state == .requiresAction, let reference = payment.reference else { return payment }
        let outcome: PaymentOutcome
        do {
            outcome = try await payments.confirmPayment(reference: reference, authentication: authentication)
        } catch {
            throw PlatformError(
                .unavailable, code: "payment_provider_unavailable", "The payment cannot be confirmed at the moment. Please try again.",
                detail: "\(error)")
        }
        let settled = try await settlePayment(payment.id, outcome)
        if settled.state == .failed, let code = settled.declineCode {
            throw PlatformError(.paymentRequired, code: code.rawValue, code.message, detail: "\(settled.id)")
        }
        return settled
    }
}
