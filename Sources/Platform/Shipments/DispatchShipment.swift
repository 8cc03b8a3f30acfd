import Billing
import Store
import Telecom

extension Platform {
    /// Records that a shipment was handed to its carrier, and tells its owner. Said again with the same tracking, nothing follows.
    /// - Throws: `PlatformError`: `.forbidden` unless support or admin; `.notFound`; `.conflict` with `shipment_cancelled`,
    ///   `shipment_shipped` (under another number) or `payment_disputed`: until the bank has decided, nothing is sent.
    public func dispatchShipment(_ id: ShipmentID, with tracking: ParcelTracking, as staff: Principal) async throws -> AddressedShipment {
        guard staff.isStaff else { throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.") }
        let now = time.now()
        return try await store.write { transaction in
            guard let shipment = try transaction.shipment(id), shipment.brandID == staff.brandID,
                let order = try transaction.order(shipment.orderID)
            else { throw PlatformError.notFound("shipment") }
            switch shipment.state {
            case .pending: break
            case .shipped where shipment.tracking == tracking: return try transaction.addressed(id)
            case .shipped:
                throw PlatformError(.conflict, code: "shipment_shipped", "The shipment was sent under another number already.")
            case .cancelled: throw PlatformError(.conflict, code: "shipment_cancelled", "The shipment was refunded: it is not to be sent.")
            }
            guard try !transaction.payments(of: order.id).contains(where: { $0.state == .disputed }) else {
                throw PlatformError(.conflict, code: "payment_disputed", "The payment is disputed: the bank decides who gets the money.")
            }
            _ = try transaction.markShipped(id, tracking, actor: staff.accountID.text, at: now)
            try transaction.audit(
                actor: staff.accountID.text, action: "shipment.dispatch", subject: id.text, detail: ["order": order.id.text],
                brand: order.brandID, at: now)
            let item = order.items.first { $0.serviceID == shipment.serviceID }
            try transaction.tell(order.accountID, kind: "order_shipped", platform: self, at: now) { language, catalog in
                let name = item.map { catalog.text($0.name, in: language) } ?? language.message("orders.shipped.order")
                return News(
                    title: language.message("orders.shipped.title", ["name": name]),
                    paragraphs: [
                        language.message(
                            "orders.shipped.text",
                            ["name": name, "order": order.id.text, "carrier": tracking.carrier, "number": tracking.number])
                    ])
            }
            return try transaction.addressed(id)
        }
    }
}

extension SQLTransaction {
    fileprivate func addressed(_ id: ShipmentID) throws -> AddressedShipment {
        guard let shipment = try addressedShipment(id) else { throw StoreError.corrupt("shipment \(id) has no address") }
        return shipment
    }
}
