import Billing
import Telecom

extension SQLTransaction {
    /// - Parameter idempotencyKey: unique within the order.
    public func insertRefund(_ refund: Refund, idempotencyKey: String) throws {
        try execute(
            """
            INSERT INTO refunds (id, brand_id, order_id, payment_id, idempotency_key, state, amount, currency, reason, actor, created_at, settled_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, refund.id, refund.brandID, refund.orderID, refund.paymentID, idempotencyKey, refund.state.rawValue,
            refund.amount.minorUnits,
            refund.amount.currency, refund.reason, refund.actor, refund.createdAt, refund.settledAt)
        try executeBatch(
            "INSERT INTO refund_items (refund_id, position, quantity, amount) VALUES ($1, $2, $3, $4)",
            refund.items.map { [refund.id.sqlValue, $0.position.sqlValue, $0.quantity.sqlValue, $0.amount.minorUnits.sqlValue] })
    }

    /// - Returns: false when it was settled before.
    public func settleRefund(_ id: RefundID, at time: Timestamp) throws -> Bool {
        try execute("UPDATE refunds SET state = 'succeeded', settled_at = $2 WHERE id = $1 AND state = 'processing'", id, time) == 1
    }

    public func refund(_ id: RefundID) throws -> Refund? {
        try first("SELECT * FROM refunds WHERE id = $1", id).map(refund)
    }

    public func refund(order: OrderID, idempotencyKey: String) throws -> Refund? {
        try first("SELECT * FROM refunds WHERE order_id = $1 AND idempotency_key = $2", order, idempotencyKey).map(refund)
    }

    public func refunds(of order: OrderID) throws -> [Refund] {
        try query("SELECT * FROM refunds WHERE order_id = $1 ORDER BY created_at, id", order).map(refund)
    }

    /// Units given back so far, by the item's position.
    public func refundedUnits(of order: OrderID) throws -> [Int: Int64] {
        let rows = try query(
            """
            SELECT i.position, CAST(SUM(i.quantity) AS BIGINT) AS units FROM refund_items i JOIN refunds r ON r.id = i.refund_id
            WHERE r.order_id = $1 GROUP BY i.position
            """, order)
        return Dictionary(uniqueKeysWithValues: try rows.map { (Int(try $0.integer("position")), try $0.integer("units")) })
    }

    private func refund(_ row: SQLRow) throws -> Refund {
        let id: RefundID = try row.id("id")
        let currency: Currency = try row.choice("currency")
        let items = try query("SELECT * FROM refund_items WHERE refund_id = $1 ORDER BY position", id).map { item in
            RefundItem(
                position: Int(try item.integer("position")), quantity: try item.integer("quantity"),
                amount: Money(minorUnits: try item.integer("amount"), currency: currency))
        }
        return Refund(
            id: id, brandID: try row.id("brand_id"), orderID: try row.id("order_id"), paymentID: try row.id("payment_id"),
            state: try row.choice("state"), amount: try row.money("amount"), items: items, reason: try row.text("reason"),
            actor: try row.text("actor"), createdAt: try row.time("created_at"), settledAt: try row.optionalTime("settled_at"))
    }
}
