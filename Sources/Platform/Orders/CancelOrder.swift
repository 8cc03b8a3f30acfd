import Billing
import Store
import Telecom

extension Platform {
    /// Cancels an order that is not paid. Cancelled before, it stays so.
    /// - Throws: `PlatformError.notFound`; `.conflict` with `payment_in_progress` or `order_not_cancellable`.
    public func cancelOrder(_ id: OrderID, reason: String = "by its owner", as principal: Principal) async throws -> Order {
        let waiting = try await store.read { transaction in
            _ = try transaction.ownOrder(id, of: principal.accountID)
            return try transaction.payments(of: id).last { $0.state == .requiresAction }
        }
        if let waiting { try await giveUp(waiting) }
        let now = time.now()
        return try await store.write { transaction in
            var order = try transaction.ownOrder(id, of: principal.accountID)
            if order.state == .cancelled { return order }
            guard try transaction.payments(of: id).allSatisfy({ $0.state != .processing && $0.state != .requiresAction }) else {
                throw PlatformError(.conflict, code: "payment_in_progress", "A payment of this order is under way.")
            }
            guard order.renews == nil, order.isPayable else {
                throw PlatformError(.conflict, code: "order_not_cancellable", "The order is \(order.state.words).")
            }
            try order.apply(.cancelled, at: now)
            try transaction.updateOrder(order, actor: principal.accountID.text, reason: reason, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: "order.cancel", subject: id.text, brand: order.brandID, at: now)
            return order
        }
    }
}
