import Billing
import Catalog
import Telecom

/// Something that fulfilment made for one unit of an order's item.
public struct OrderGrant: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case bucket, subscription, line, shipment
    }

    public let position: Int
    /// Of the item's units, from 0.
    public let unit: Int64
    public let kind: Kind
    public let subjectID: String

    public init(position: Int, unit: Int64 = 0, kind: Kind, subjectID: String) {
        self.position = position
        self.unit = unit
        self.kind = kind
        self.subjectID = subjectID
    }
}

/// A state that an order has been in.
public struct OrderChange: Sendable, Equatable {
    public let state: Order.State
    public let actor: String
    public let reason: String
    public let at: Timestamp
}

extension SQLTransaction {
    /// - Parameter idempotencyKey: unique within the account.
    public func insertOrder(_ order: Order, idempotencyKey: String, actor: String, reason: String) throws {
        try execute(
            """
            INSERT INTO orders (id, brand_id, account_id, idempotency_key, state, currency, total, refunded, reward_base,
                renews_subscription_id, placed_at, paid_at, fulfilled_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, order.id, order.brandID, order.accountID, idempotencyKey, order.state.rawValue, order.currency, order.total.minorUnits,
            order.refunded.minorUnits, order.rewardBase, order.renews, order.placedAt, order.paidAt, order.fulfilledAt)
        try executeBatch(
            """
            INSERT INTO order_items (order_id, position, service_id, name, quantity, unit_price, unit_reward_base, fulfilment, octets,
                seconds, messages, validity_days, priority, creates_line, validity_seconds, period_months, unit_tax, tax_name, tax_basis_points)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            order.items.map { item in
                [
                    order.id.sqlValue, item.position.sqlValue, item.serviceID.sqlValue, item.name.sqlValue, item.quantity.sqlValue,
                    item.unitPrice.minorUnits.sqlValue, item.unitRewardBase.sqlValue,
                ] + Self.columns(item.fulfilment) + [
                    item.unitTax?.amount.minorUnits.sqlValue ?? .null, item.unitTax?.name.sqlValue ?? .null,
                    item.unitTax?.basisPoints.sqlValue ?? .null,
                ]
            })
        try insertOrderChange(order, actor: actor, reason: reason, at: order.placedAt)
    }

    /// Saves what changed of an order and why.
    public func updateOrder(_ order: Order, actor: String, reason: String, at time: Timestamp) throws {
        try execute(
            "UPDATE orders SET state = $2, refunded = $3, paid_at = $4, fulfilled_at = $5 WHERE id = $1", order.id, order.state.rawValue,
            order.refunded.minorUnits, order.paidAt, order.fulfilledAt)
        try insertOrderChange(order, actor: actor, reason: reason, at: time)
    }

    private func insertOrderChange(_ order: Order, actor: String, reason: String, at time: Timestamp) throws {
        let sequence = try first("SELECT COUNT(*) AS count FROM order_changes WHERE order_id = $1", order.id)!.integer("count")
        try execute(
            "INSERT INTO order_changes (order_id, sequence, state, actor, reason, at) VALUES ($1, $2, $3, $4, $5, $6)", order.id, sequence,
            order.state.rawValue, actor, reason, time)
    }

    public func order(_ id: OrderID) throws -> Order? {
        try first("SELECT * FROM orders WHERE id = $1", id).map { try orders([$0])[0] }
    }

    public func order(account: AccountID, idempotencyKey: String) throws -> Order? {
        try first("SELECT * FROM orders WHERE account_id = $1 AND idempotency_key = $2", account, idempotencyKey)
            .map { try orders([$0])[0] }
    }

    /// An account's orders, newest first, older than `before` when given.
    public func orders(of account: AccountID, before: OrderID? = nil, limit: Int) throws -> [Order] {
        try orders(
            query(
                "SELECT * FROM orders WHERE account_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", account,
                before?.text ?? "",
                limit))
    }

    /// Orders of all brands, oldest first, after `after`, for verification.
    public func orders(after: OrderID?, limit: Int) throws -> [Order] {
        try orders(query("SELECT * FROM orders WHERE id > $1 ORDER BY id LIMIT $2", after?.text ?? "", limit))
    }

    public func orderChanges(_ id: OrderID) throws -> [OrderChange] {
        try query("SELECT * FROM order_changes WHERE order_id = $1 ORDER BY sequence", id).map { row in
            OrderChange(
                state: try row.choice("state"), actor: try row.text("actor"), reason: try row.text("reason"), at: try row.time("at"))
        }
    }

    public func insertOrderGrant(_ grant: OrderGrant, order: OrderID) throws {
        try execute(
            "INSERT INTO order_grants (order_id, position, unit, kind, subject_id) VALUES ($1, $2, $3, $4, $5)", order, grant.position,
            grant.unit, grant.kind.rawValue, grant.subjectID)
    }

    public func orderGrants(_ id: OrderID) throws -> [OrderGrant] {
        try query("SELECT * FROM order_grants WHERE order_id = $1 ORDER BY position, unit, kind", id).map { row in
            OrderGrant(
                position: Int(try row.integer("position")), unit: try row.integer("unit"), kind: try row.choice("kind"),
                subjectID: try row.text("subject_id"))
        }
    }

    func orders(_ rows: [SQLRow]) throws -> [Order] {
        guard !rows.isEmpty else { return [] }
        let places = rows.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let items = try query(
            "SELECT * FROM order_items WHERE order_id IN (\(places)) ORDER BY order_id, position", try rows.map { try $0.value("id") })
        let itemsByOrder = Dictionary(grouping: items) { (try? $0.text("order_id")) ?? "" }
        return try rows.map { row in
            let currency: Currency = try row.choice("currency")
            let order = Order(
                id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"), currency: currency,
                items: try itemsByOrder[row.text("id"), default: []].map { try Self.item($0, currency) },
                renews: try row.optionalID("renews_subscription_id"), state: try row.choice("state"), refunded: try row.money("refunded"),
                placedAt: try row.time("placed_at"), paidAt: try row.optionalTime("paid_at"),
                fulfilledAt: try row.optionalTime("fulfilled_at"))
            guard order.total.minorUnits == (try row.integer("total")) else {
                throw StoreError.corrupt("\(order.id) differs from its items")
            }
            return order
        }
    }

    private static func item(_ row: SQLRow, _ currency: Currency) throws -> OrderItem {
        OrderItem(
            position: Int(try row.integer("position")), serviceID: try row.serviceID("service_id"), name: try row.text("name"),
            quantity: try row.integer("quantity"), unitPrice: Money(minorUnits: try row.integer("unit_price"), currency: currency),
            unitRewardBase: try row.integer("unit_reward_base"), fulfilment: try fulfilment(row), unitTax: try unitTax(row, currency))
    }

    private static func unitTax(_ row: SQLRow, _ currency: Currency) throws -> UnitTax? {
        guard let amount = try row.optionalInteger("unit_tax") else { return nil }
        return UnitTax(
            name: try row.text("tax_name"), basisPoints: Int(try row.integer("tax_basis_points")),
            amount: Money(minorUnits: amount, currency: currency))
    }

    private static func columns(_ fulfilment: Fulfilment) -> [SQLValue] {
        var (octets, seconds, messages, days, priority, createsLine, validitySeconds, months) =
            (SQLValue.null, SQLValue.null, SQLValue.null, SQLValue.null, SQLValue.null, SQLValue.null, SQLValue.null, SQLValue.null)
        let name: String
        switch fulfilment {
        case .bucket(let allowance, let validityDays, let order, let comesWithLine):
            name = "bucket"
            switch allowance {
            case .data(let volume): octets = volume.sqlValue
            case .seconds(let count): seconds = .integer(count)
            case .messages(let count): messages = .integer(count)
            }
            (days, priority, createsLine) = (validityDays.sqlValue, order.sqlValue, comesWithLine.sqlValue)
        case .membership(let seconds):
            name = "membership"
            validitySeconds = .integer(seconds)
        case .addOn(let count):
            name = "add_on"
            months = .integer(Int64(count))
        case .shipment: name = "shipment"
        case .none: name = "none"
        }
        return [.text(name), octets, seconds, messages, days, priority, createsLine, validitySeconds, months]
    }

    private static func fulfilment(_ row: SQLRow) throws -> Fulfilment {
        switch try row.text("fulfilment") {
        case "bucket":
            .bucket(
                try allowance(row), validityDays: try row.optionalInteger("validity_days").map { Int($0) },
                priority: Int(try row.integer("priority")), createsLine: try row.flag("creates_line"))
        case "membership": .membership(validitySeconds: try row.integer("validity_seconds"))
        case "add_on": .addOn(periodMonths: Int(try row.integer("period_months")))
        case "shipment": .shipment
        case "none": .none
        case let other: throw StoreError.corrupt("unknown fulfilment \(other)")
        }
    }

    private static func allowance(_ row: SQLRow) throws -> Allowance {
        if let seconds = try row.optionalInteger("seconds") { return .seconds(seconds) }
        if let messages = try row.optionalInteger("messages") { return .messages(messages) }
        return .data(try row.volume("octets"))
    }
}
