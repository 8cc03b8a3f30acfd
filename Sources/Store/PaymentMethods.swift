import Billing
import Telecom

extension SQLTransaction {
    public func insertPaymentMethod(_ method: PaymentMethod) throws {
        try execute(
            """
            INSERT INTO payment_methods (id, brand_id, account_id, provider, token, card_brand, last4, fingerprint, expiry_year, expiry_month,
                created_at, saved_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, method.id, method.brandID, method.accountID, method.provider, method.token, method.cardBrand.rawValue, method.last4,
            method.fingerprint, method.expiryYear, method.expiryMonth, method.createdAt, method.savedAt)
    }

    /// Removed ones too.
    public func anyPaymentMethod(_ id: PaymentMethodID) throws -> PaymentMethod? {
        try first("SELECT * FROM payment_methods WHERE id = $1", id).map(paymentMethod)
    }

    /// The cards that an account has saved and paid with, newest first, at most 100. The newest is the one that renewals charge. A card that
    /// was only ever declined is not among them.
    public func savedPaymentMethods(of account: AccountID) throws -> [PaymentMethod] {
        try query("SELECT * FROM payment_methods WHERE account_id = $1 AND \(isSaved) ORDER BY id DESC LIMIT 100", account).map(
            paymentMethod)
    }

    /// `nil` for a card that is not among the saved ones of its account.
    public func savedPaymentMethod(_ id: PaymentMethodID) throws -> PaymentMethod? {
        try first("SELECT * FROM payment_methods WHERE id = $1 AND \(isSaved)", id).map(paymentMethod)
    }

    private var isSaved: String {
        """
        saved_at IS NOT NULL AND removed_at IS NULL
        AND EXISTS (SELECT 1 FROM payments WHERE payment_method_id = payment_methods.id AND payments.state = 'succeeded')
        """
    }

    /// Ends every saved use of the same card by the account, as when it is saved anew.
    public func removePaymentMethods(account: AccountID, fingerprint: String, except id: PaymentMethodID, at time: Timestamp) throws {
        try execute(
            """
            UPDATE payment_methods SET removed_at = $4
            WHERE account_id = $1 AND fingerprint = $2 AND id <> $3 AND saved_at IS NOT NULL AND removed_at IS NULL
            """, account, fingerprint, id, time)
    }

    @discardableResult
    public func removePaymentMethod(_ id: PaymentMethodID, at time: Timestamp) throws -> Bool {
        try execute("UPDATE payment_methods SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL", id, time) == 1
    }

    private func paymentMethod(_ row: SQLRow) throws -> PaymentMethod {
        PaymentMethod(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"), provider: try row.text("provider"),
            token: try row.text("token"), cardBrand: try row.choice("card_brand"), last4: try row.text("last4"),
            fingerprint: try row.text("fingerprint"), expiryYear: try row.integer("expiry_year"),
            expiryMonth: try row.integer("expiry_month"),
            createdAt: try row.time("created_at"), savedAt: try row.optionalTime("saved_at"))
    }
}
