import Billing
import Telecom

extension SQLTransaction {
    public func insertPayment(_ payment: Payment) throws {
        try execute(
            """
            INSERT INTO payments (id, brand_id, account_id, order_id, payment_method_id, provider, state, amount, currency, fee,
                provider_reference, decline_code, off_session, created_at, settled_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """, payment.id, payment.brandID, payment.accountID, payment.orderID, payment.methodID, payment.provider,
            payment.state.rawValue,
            payment.amount.minorUnits, payment.amount.currency, payment.fee.minorUnits, payment.reference, payment.declineCode?.rawValue,
            payment.isOffSession, payment.createdAt, payment.settledAt)
    }

    public func updatePayment(_ payment: Payment) throws {
        try execute(
            "UPDATE payments SET state = $2, fee = $3, provider_reference = $4, decline_code = $5, settled_at = $6 WHERE id = $1",
            payment.id,
            payment.state.rawValue, payment.fee.minorUnits, payment.reference, payment.declineCode?.rawValue, payment.settledAt)
    }

    public func payment(_ id: PaymentID) throws -> Payment? {
        try first("SELECT * FROM payments WHERE id = $1", id).map(payment)
    }

    public func payment(provider: String, reference: String) throws -> Payment? {
        try first("SELECT * FROM payments WHERE provider = $1 AND provider_reference = $2", provider, reference).map(payment)
    }

    /// All attempts to pay an order, oldest first.
    public func payments(of order: OrderID) throws -> [Payment] {
        try query("SELECT * FROM payments WHERE order_id = $1 ORDER BY created_at, id", order).map(payment)
    }

    private func payment(_ row: SQLRow) throws -> Payment {
        let currency: Currency = try row.choice("currency")
        let decline = try row.optionalText("decline_code")
        return Payment(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"), orderID: try row.id("order_id"),
            methodID: try row.id("payment_method_id"), provider: try row.text("provider"), amount: try row.money("amount"),
            isOffSession: try row.flag("off_session"), state: try row.choice("state"),
            reference: try row.optionalText("provider_reference"),
            declineCode: decline.map { DeclineCode(rawValue: $0) ?? .cardDeclined },
            fee: Money(minorUnits: try row.integer("fee"), currency: currency), createdAt: try row.time("created_at"),
            settledAt: try row.optionalTime("settled_at"))
    }

    /// Marks a provider's event as taken in, in the transaction of its effect.
    /// - Returns: false when it was taken in before.
    public func insertPaymentEvent(provider: String, eventID: String, kind: String, payment: PaymentID?, at time: Timestamp) throws -> Bool
    {
        try execute(
            """
            INSERT INTO payment_events (provider, event_id, kind, payment_id, received_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (provider, event_id) DO NOTHING
            """, provider, eventID, kind, payment, time) == 1
    }
}
