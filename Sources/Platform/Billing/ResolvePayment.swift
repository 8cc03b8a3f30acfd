import Billing
import Store
import Telecom

extension Platform {
    /// Finds out what became of a payment whose provider did not answer, or whose node died while it asked.
    func resolvePayment(_ id: PaymentID) async throws {
        guard try await charge(id).state != .processing else { throw PaymentProviderError.unreachable("still no answer") }
    }

    /// Gives up a payment that waits for its owner, unless the owner has confirmed it in the meantime.
    func giveUp(_ payment: Payment) async throws {
        guard payment.state == .requiresAction, let reference = payment.reference else { return }
        do {
            try await payments.cancelPayment(reference: reference)
            try await settlePayment(payment.id, try await payments.confirmPayment(reference: reference, authentication: nil))
        } catch let error as PaymentProviderError {
            throw PlatformError(
                .unavailable, code: "payment_provider_unavailable", "The payment under way cannot be ended at the moment.",
                detail: "\(error)")
        }
    }
}

extension JobHandler {
    static let resolvePayment = JobHandler(kind: "resolve_payment", timeoutSeconds: 60) { platform, job in
        try await platform.resolvePayment(try job.decode(PaymentJob.self).payment)
    }

    /// Half an hour after the bank asked its owner, a payment is given up.
    static let abandonPayment = JobHandler(kind: "abandon_payment", timeoutSeconds: 60) { platform, job in
        let id = try job.decode(PaymentJob.self).payment
        guard let payment = try await platform.store.read({ try $0.payment(id) }) else { return }
        try await platform.giveUp(payment)
    }
}
