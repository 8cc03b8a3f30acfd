import Billing
import Store
import Telecom

extension Platform {
    /// The cards that the account has saved, the one that renewals charge first.
    public func paymentMethods(of account: AccountID) async throws -> [PaymentMethod] {
        try await store.read { try $0.savedPaymentMethods(of: account) }
    }

    /// Forgets a saved card. What it pays for runs on to the end of its period.
    /// - Throws: `PlatformError.notFound`, for another account's too.
    public func removePaymentMethod(_ id: PaymentMethodID, as principal: Principal) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard let method = try transaction.savedPaymentMethod(id), method.accountID == principal.accountID else {
                throw PlatformError.notFound("payment_method")
            }
            try transaction.removePaymentMethod(id, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: "payment_method.remove", subject: id.text, brand: method.brandID, at: now)
        }
    }
}
