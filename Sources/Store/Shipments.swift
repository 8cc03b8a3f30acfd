import Billing
import Telecom

/// A thing to be sent by post for one unit of an order's item.
public struct Shipment: Sendable, Equatable {
    public enum State: String, Sendable {
        case pending, shipped, cancelled
    }

    public let id: ShipmentID
    public let orderID: OrderID
    public let serviceID: ServiceID
    public let state: State
    public let createdAt: Timestamp
    public let closedAt: Timestamp?
}

extension SQLTransaction {
    public func insertShippingAddress(_ address: PostalAddress, order: OrderID) throws {
        try execute(
            """
            INSERT INTO shipping_addresses (order_id, recipient, line1, line2, city, region, postal_code, country)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, order, address.recipient, address.line1, address.line2, address.city, address.region, address.postalCode, address.country)
    }

    public func shippingAddress(_ order: OrderID) throws -> PostalAddress? {
        guard let row = try first("SELECT * FROM shipping_addresses WHERE order_id = $1", order) else { return nil }
        guard let country = Country(try row.text("country")),
            let address = PostalAddress(
                recipient: try row.text("recipient"), line1: try row.text("line1"), line2: try row.optionalText("line2"),
                city: try row.text("city"), region: try row.optionalText("region"), postalCode: try row.optionalText("postal_code"),
                country: country)
        else { throw StoreError.corrupt("address of \(order)") }
        return address
    }

    public func insertShipment(_ id: ShipmentID, order: Order, service: ServiceID, at time: Timestamp) throws {
        try execute(
            "INSERT INTO shipments (id, brand_id, order_id, service_id, state, created_at) VALUES ($1, $2, $3, $4, 'pending', $5)", id,
            order.brandID, order.id, service, time)
    }

    public func shipments(of order: OrderID) throws -> [Shipment] {
        try query("SELECT * FROM shipments WHERE order_id = $1 ORDER BY id", order).map { row in
            Shipment(
                id: try row.id("id"), orderID: try row.id("order_id"), serviceID: try row.serviceID("service_id"),
                state: try row.choice("state"),
                createdAt: try row.time("created_at"), closedAt: try row.optionalTime("closed_at"))
        }
    }

    /// Stops what has not been sent yet.
    /// - Returns: false when it was sent or stopped before.
    @discardableResult
    public func cancelShipment(_ id: ShipmentID, at time: Timestamp) throws -> Bool {
        try execute("UPDATE shipments SET state = 'cancelled', closed_at = $2 WHERE id = $1 AND state = 'pending'", id, time) == 1
    }
}
