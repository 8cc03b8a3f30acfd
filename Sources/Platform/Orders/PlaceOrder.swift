import Billing
import Catalog
import Store
import Telecom

extension Platform {
    /// Makes an order of a cart at today's prices. An order of nothing to pay is paid by that.
    /// - Parameter idempotencyKey: unique within the account: asked again with it, the same order comes back. `nil` always makes a new one.
    /// - Throws: `PlatformError.invalid` for a cart that cannot be ordered; `.conflict` with `idempotency_key_reused` for another cart under
    ///   the same key, or `other_membership_active`.
    public func placeOrder(_ cart: Cart, idempotencyKey: String? = nil, as principal: Principal) async throws -> Order {
        let items: [OrderItem]
        do {
            items = try cart.priced(by: catalogs.catalog(for: principal.brandID), for: try await account(of: principal).country)
        } catch let refusal as CartRefusal {
            throw PlatformError(refusal)
        }
        let now = time.now()
        var draft = Order(
            id: newID(), brandID: principal.brandID, accountID: principal.accountID, currency: cart.currency, items: items, placedAt: now)
        if draft.total.minorUnits == 0 { try? draft.apply(.paymentSucceeded, at: now) }
        let order = draft
        return try await store.write { transaction in
            if let idempotencyKey, let known = try transaction.order(account: order.accountID, idempotencyKey: idempotencyKey) {
                guard known.items == order.items, known.currency == order.currency else {
                    throw PlatformError(.conflict, code: "idempotency_key_reused", "This idempotency key was used for another order.")
                }
                return known
            }
            if let membership = order.items.first(where: \.isMembership) {
                let running = try transaction.runningSubscriptions(of: order.accountID)
                guard running.allSatisfy({ $0.kind != .membership || $0.serviceID == membership.serviceID }) else {
                    throw PlatformError(
                        .conflict, code: "other_membership_active", "Another membership is running. End it before you buy this one.",
                        parameter: "items")
                }
            }
            try transaction.insertOrder(
                order, idempotencyKey: idempotencyKey ?? order.id.text, actor: principal.accountID.text, reason: "placed")
            if let address = cart.shippingAddress, order.items.contains(where: { $0.fulfilment.needsShippingAddress }) {
                try transaction.insertShippingAddress(address, order: order.id)
            }
            if order.state == .paid {
                try transaction.enqueue(NewJob(kind: "fulfil_order", key: order.id.text, payload: OrderJob(order: order.id)), at: now)
            }
            try transaction.audit(
                actor: principal.accountID.text, action: "order.place", subject: order.id.text, detail: ["total": "\(order.total)"],
                brand: order.brandID, at: now)
            return order
        }
    }
}

/// What a job about an order carries.
struct OrderJob: Codable, Sendable {
    let order: OrderID
}

extension PlatformError {
    init(_ refusal: CartRefusal) {
        self =
            switch refusal {
            case .empty: .invalid("items", "The order is empty.")
            case .tooManyItems: .invalid("items", "An order has at most \(Cart.mostItems) items.")
            case .quantityOutOfRange(let id): .invalid("items", "The quantity of \(id) must be 1 to \(Cart.mostUnits).")
            case .unknownService(let id): .invalid("items", "There is no service \(id).", code: "unknown_service")
            case .notSold(let id): .invalid("items", "\(id) is not sold by itself.", code: "not_sold")
            case .notSoldInCurrency(let id): .invalid("currency", "\(id) is not sold in this currency.", code: "not_sold_in_currency")
            case .onlyOne(let id): .invalid("items", "\(id) can be ordered once at a time.", code: "only_one")
            case .twoMemberships: .invalid("items", "An order has at most one membership.", code: "two_memberships")
            case .shippingAddressMissing:
                .invalid("shipping_address", "This order is sent by post and needs an address.", code: "shipping_address_missing")
            }
    }
}
