import Billing
import Telecom

/// A thing to be sent by post for one unit of an order's item.
public struct Shipment: Sendable, Equatable {
    /// From `pending` to one of the others, which end it.
    public enum State: String, Sendable, CaseIterable, Codable {
        case pending, shipped, cancelled
    }

    public let id: ShipmentID
    public let brandID: BrandID
    public let orderID: OrderID
    public let serviceID: ServiceID
    public let state: State
    /// Given when it was shipped.
    public let tracking: ParcelTracking?
    public let createdAt: Timestamp
    /// When it was shipped or cancelled.
    public let closedAt: Timestamp?
}

/// A shipment with what whoever packs it needs to know.
public struct AddressedShipment: Sendable {
    public let shipment: Shipment
    /// Who ordered it.
    public let accountID: AccountID
    public let address: PostalAddress
}

/// A state that a shipment came to, when and by whom.
public struct ShipmentChange: Sendable, Equatable {
    public let state: Shipment.State
    /// An account's id, or `system`.
    public let actor: String
    public let at: Timestamp
}

extension SQLTransaction {
    public func insertShipment(_ id: ShipmentID, order: Order, service: ServiceID, at time: Timestamp) throws {
        try execute(
            "INSERT INTO shipments (id, brand_id, order_id, service_id, state, created_at) VALUES ($1, $2, $3, $4, 'pending', $5)", id,
            order.brandID, order.id, service, time)
        try insertShipmentChange(id, .pending, actor: "system", at: time)
    }

    public func shipment(_ id: ShipmentID) throws -> Shipment? {
        try first("SELECT * FROM shipments WHERE id = $1", id).map(Shipment.init(row:))
    }

    public func shipments(of order: OrderID) throws -> [Shipment] {
        try query("SELECT * FROM shipments WHERE order_id = $1 ORDER BY id", order).map(Shipment.init(row:))
    }

    /// A brand's shipments in one state, the oldest first, newer than `after` when given.
    public func shipments(of brand: BrandID, in state: Shipment.State, after: ShipmentID? = nil, limit: Int) throws -> [AddressedShipment] {
        try query(
            addressedShipments
                + " WHERE shipments.brand_id = $1 AND shipments.state = $2 AND shipments.id > $3 ORDER BY shipments.id LIMIT $4",
            brand, state.rawValue, after?.text ?? "", limit
        ).map(AddressedShipment.init(row:))
    }

    public func addressedShipment(_ id: ShipmentID) throws -> AddressedShipment? {
        try first(addressedShipments + " WHERE shipments.id = $1", id).map(AddressedShipment.init(row:))
    }

    /// - Returns: false when it was shipped or cancelled before.
    public func markShipped(_ id: ShipmentID, _ tracking: ParcelTracking, actor: String, at time: Timestamp) throws -> Bool {
        let changed = try execute(
            """
            UPDATE shipments SET state = 'shipped', carrier = $2, tracking_number = $3, closed_at = $4
            WHERE id = $1 AND state = 'pending'
            """, id, tracking.carrier, tracking.number, time)
        if changed == 1 { try insertShipmentChange(id, .shipped, actor: actor, at: time) }
        return changed == 1
    }

    /// Stops what has not been sent yet.
    /// - Returns: false when it was shipped or cancelled before.
    @discardableResult
    public func cancelShipment(_ id: ShipmentID, actor: String, at time: Timestamp) throws -> Bool {
        let changed = try execute(
            "UPDATE shipments SET state = 'cancelled', closed_at = $2 WHERE id = $1 AND state = 'pending'", id, time)
        if changed == 1 { try insertShipmentChange(id, .cancelled, actor: actor, at: time) }
        return changed == 1
    }

    /// In the order in which they came.
    public func shipmentChanges(_ id: ShipmentID) throws -> [ShipmentChange] {
        try query("SELECT * FROM shipment_changes WHERE shipment_id = $1 ORDER BY CASE state WHEN 'pending' THEN 0 ELSE 1 END", id).map {
            row in
            ShipmentChange(state: try row.choice("state"), actor: try row.text("actor"), at: try row.time("at"))
        }
    }

    private func insertShipmentChange(_ id: ShipmentID, _ state: Shipment.State, actor: String, at time: Timestamp) throws {
        try execute(
            "INSERT INTO shipment_changes (shipment_id, state, actor, at) VALUES ($1, $2, $3, $4)", id, state.rawValue, actor, time)
    }
}

private let addressedShipments = """
    SELECT shipments.*, orders.account_id, recipient, line1, line2, city, region, postal_code, country
    FROM shipments JOIN orders ON orders.id = shipments.order_id JOIN shipping_addresses ON shipping_addresses.order_id = shipments.order_id
    """

extension Shipment {
    init(row: SQLRow) throws {
        let carrier = try row.optionalText("carrier")
        let number = try row.optionalText("tracking_number")
        var tracking: ParcelTracking?
        if let carrier, let number {
            tracking = try? ParcelTracking(carrier: carrier, number: number)
            guard tracking != nil else { throw StoreError.corrupt("the tracking of a shipment") }
        }
        self.init(
            id: try row.id("id"), brandID: try row.id("brand_id"), orderID: try row.id("order_id"),
            serviceID: try row.serviceID("service_id"), state: try row.choice("state"), tracking: tracking,
            createdAt: try row.time("created_at"), closedAt: try row.optionalTime("closed_at"))
    }
}

extension AddressedShipment {
    init(row: SQLRow) throws {
        self.init(shipment: try Shipment(row: row), accountID: try row.id("account_id"), address: try PostalAddress(row: row))
    }
}
