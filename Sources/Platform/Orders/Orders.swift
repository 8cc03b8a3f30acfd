import Billing
import Store
import Telecom

/// An order with all that came of it.
public struct OrderDetails: Sendable {
    public let order: Order
    public let changes: [OrderChange]
    public let payments: [Payment]
    public let refunds: [Refund]
    public let invoices: [Invoice]
    public let shipments: [Shipment]
    public let grants: [OrderGrant]
    public let shippingAddress: PostalAddress?
}

extension Platform {
    /// The account's orders, newest first, older than `before` when given.
    public func orders(of account: AccountID, before: OrderID? = nil, limit: Int) async throws -> [Order] {
        try await store.read { try $0.orders(of: account, before: before, limit: limit) }
    }

    /// - Throws: `PlatformError.notFound` for another account's order, too; support and admins see those of their brand.
    public func order(_ id: OrderID, as principal: Principal) async throws -> OrderDetails {
        try await store.read { transaction in
            guard let order = try transaction.order(id),
                order.accountID == principal.accountID || (principal.isStaff && order.brandID == principal.brandID)
            else { throw PlatformError.notFound("order") }
            return OrderDetails(
                order: order, changes: try transaction.orderChanges(id), payments: try transaction.payments(of: id),
                refunds: try transaction.refunds(of: id), invoices: try transaction.invoices(of: id),
                shipments: try transaction.shipments(of: id), grants: try transaction.orderGrants(id),
                shippingAddress: try transaction.shippingAddress(id))
        }
    }
}

extension SQLTransaction {
    /// The account's own order.
    /// - Throws: `PlatformError.notFound`.
    func ownOrder(_ id: OrderID, of account: AccountID) throws -> Order {
        guard let order = try order(id), order.accountID == account else { throw PlatformError.notFound("order") }
        return order
    }
}
