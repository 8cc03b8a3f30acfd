import Billing
import Platform
import Store
import Telecom

struct NewOrderBody: APIBody {
    struct Item: APIBody {
        let serviceID: ServiceID
        let quantity: Int64?

        static let schemaName = "NewOrderItemBody"
        static let schema = JSONSchema.object([
            .required("service_id", .serviceName, "A service of the catalogue."),
            .optional("quantity", .integer(1...Cart.mostUnits), "1 unless given."),
        ])
    }

    let items: [Item]
    let currency: Currency?
    let shippingAddress: AddressBody?

    static let schema = JSONSchema.object([
        .required("items", .array(of: .body(Item.self), count: 1...Cart.mostItems)),
        .optional("currency", .oneOf(Currency.self), "USD unless given."),
        .optional("shipping_address", .body(AddressBody.self), "Needed for what is sent by post."),
    ])

    /// - Throws: `PlatformError.invalid` for an address that is blank.
    func cart() throws -> Cart {
        Cart(
            items: items.map { Cart.Item($0.serviceID, quantity: $0.quantity ?? 1) }, currency: currency ?? .usd,
            shippingAddress: try shippingAddress?.address())
    }
}

struct AddressBody: APIBody {
    let recipient: String
    let line1: String
    let line2: String?
    let city: String
    let region: String?
    let postalCode: String?
    let country: Country

    static let schema = JSONSchema.object([
        .required("recipient", .text(1...120)), .required("line1", .text(1...120)), .optional("line2", .text(1...120)),
        .required("city", .text(1...120)), .optional("region", .text(1...120)), .optional("postal_code", .text(1...120)),
        .required("country", .country, "ISO 3166-1 alpha-2."),
    ])

    init(_ address: PostalAddress) {
        recipient = address.recipient
        line1 = address.line1
        line2 = address.line2
        city = address.city
        region = address.region
        postalCode = address.postalCode
        country = address.country
    }

    func address() throws -> PostalAddress {
        guard
            let address = PostalAddress(
                recipient: recipient, line1: line1, line2: line2, city: city, region: region, postalCode: postalCode, country: country)
        else { throw PlatformError.invalid("shipping_address", "A line of the address is blank or holds control characters.") }
        return address
    }
}

struct OrderItemBody: APIBody {
    let position: Int
    let serviceID: ServiceID
    let name: String
    let quantity: Int64
    let unitPrice: Money
    let amount: Money
    let tax: Money
    let taxName: String?
    let taxBasisPoints: Int?

    static let schema = JSONSchema.object([
        .required("position", .integer(0...19), "Names the item in refunds."), .required("service_id", .serviceName),
        .required("name", .text(1...200)), .required("quantity", .integer(1...Cart.mostUnits)), .required("unit_price", .money),
        .required("amount", .money), .required("tax", .money, "In `amount`."), .optional("tax_name", .text(1...40)),
        .optional("tax_basis_points", .integer(1...10_000), "Of the amount without the tax."),
    ])

    init(_ item: OrderItem) {
        position = item.position
        serviceID = item.serviceID
        name = item.name
        quantity = item.quantity
        unitPrice = item.unitPrice
        amount = item.amount
        tax = item.tax(of: item.quantity)
        taxName = item.unitTax?.name
        taxBasisPoints = item.unitTax?.basisPoints
    }
}

struct OrderBody: APIBody {
    let id: OrderID
    let state: String
    let total: Money
    let tax: Money
    let refunded: Money
    let items: [OrderItemBody]
    /// The membership or add-on whose next period it pays for.
    let renews: SubscriptionID?
    let placedAt: Timestamp
    let paidAt: Timestamp?
    let fulfilledAt: Timestamp?

    static let fields: [JSONSchema.Field] = [
        .required("id", .id(Noun.Order.self)), .required("state", .oneOf(Order.State.self)), .required("total", .money),
        .required("tax", .money, "In `total`."), .required("refunded", .money),
        .required("items", .array(of: .body(OrderItemBody.self), count: 1...20)),
        .optional("renews", .id(Noun.Subscription.self), "The membership or add-on whose next period it pays for."),
        .required("placed_at", .time), .optional("paid_at", .time), .optional("fulfilled_at", .time),
    ]
    static let schema = JSONSchema.object(fields)

    init(_ order: Order) {
        id = order.id
        state = order.state.rawValue
        total = order.total
        tax = order.tax
        refunded = order.refunded
        items = order.items.map(OrderItemBody.init)
        renews = order.renews
        placedAt = order.placedAt
        paidAt = order.paidAt
        fulfilledAt = order.fulfilledAt
    }
}

struct PaymentBody: APIBody {
    let id: PaymentID
    let orderID: OrderID
    let state: String
    let amount: Money
    let declineCode: String?
    let createdAt: Timestamp
    let settledAt: Timestamp?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Payment.self)), .required("order_id", .id(Noun.Order.self)),
        .required(
            "state", .oneOf(Payment.State.self),
            "`processing`: the provider has not answered yet; look at the order again. `requires_action`: the bank asks its owner to confirm."
        ),
        .required("amount", .money), .optional("decline_code", .oneOf(DeclineCode.self)), .required("created_at", .time),
        .optional("settled_at", .time),
    ])

    init(_ payment: Payment) {
        id = payment.id
        orderID = payment.orderID
        state = payment.state.rawValue
        amount = payment.amount
        declineCode = payment.declineCode?.rawValue
        createdAt = payment.createdAt
        settledAt = payment.settledAt
    }
}

struct RefundBody: APIBody {
    struct Item: APIBody {
        let position: Int
        let quantity: Int64

        static let schemaName = "RefundItemBody"
        static let schema = JSONSchema.object([
            .required("position", .integer(0...19), "The item's position in the order."),
            .required("quantity", .integer(1...Cart.mostUnits)),
        ])
    }

    let id: RefundID
    let orderID: OrderID
    let state: String
    let amount: Money
    let items: [Item]
    let reason: String
    let createdAt: Timestamp
    let settledAt: Timestamp?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Refund.self)), .required("order_id", .id(Noun.Order.self)),
        .required("state", .oneOf(["processing", "succeeded"]), "`processing` until the provider has taken it."),
        .required("amount", .money), .required("items", .array(of: .body(Item.self), count: 0...20)), .required("reason", .text(1...200)),
        .required("created_at", .time), .optional("settled_at", .time),
    ])

    init(_ refund: Refund) {
        id = refund.id
        orderID = refund.orderID
        state = refund.state.rawValue
        amount = refund.amount
        items = refund.items.map { Item(position: $0.position, quantity: $0.quantity) }
        reason = refund.reason
        createdAt = refund.createdAt
        settledAt = refund.settledAt
    }
}

/// An order with its payments, refunds, papers and what it brought.
struct OrderDetailsBody: APIBody {
    struct Change: APIBody {
        let state: String
        let at: Timestamp

        static let schemaName = "OrderChangeBody"
        static let schema = JSONSchema.object([.required("state", .oneOf(Order.State.self)), .required("at", .time)])
    }

    let order: OrderBody
    let changes: [Change]
    let payments: [PaymentBody]
    let refunds: [RefundBody]
    let invoices: [InvoiceID]
    let lines: [LineID]
    let buckets: [BucketID]
    let memberships: [SubscriptionID]
    let shipments: [ShipmentBody]
    let shippingAddress: AddressBody?

    static let schema = JSONSchema.object([
        .required("order", .body(OrderBody.self)), .required("changes", .array(of: .body(Change.self), count: 1...1000)),
        .required("payments", .array(of: .body(PaymentBody.self), count: 0...100)),
        .required("refunds", .array(of: .body(RefundBody.self), count: 0...400)),
        .required("invoices", .array(of: .id(Noun.Invoice.self), count: 0...401)),
        .required("lines", .array(of: .id(Noun.Line.self), count: 0...400)),
        .required("buckets", .array(of: .id(Noun.Bucket.self), count: 0...400)),
        .required("memberships", .array(of: .id(Noun.Subscription.self), count: 0...20)),
        .required("shipments", .array(of: .body(ShipmentBody.self), count: 0...400)),
        .optional("shipping_address", .body(AddressBody.self)),
    ])

    init(_ details: OrderDetails) {
        order = OrderBody(details.order)
        changes = details.changes.map { Change(state: $0.state.rawValue, at: $0.at) }
        payments = details.payments.map(PaymentBody.init)
        refunds = details.refunds.map(RefundBody.init)
        invoices = details.invoices.map(\.id)
        lines = Self.ids(details.grants, .line)
        buckets = Self.ids(details.grants, .bucket)
        memberships = Self.ids(details.grants, .subscription)
        shipments = details.shipments.map(ShipmentBody.init)
        shippingAddress = details.shippingAddress.map(AddressBody.init)
    }

    private static func ids<Noun>(_ grants: [OrderGrant], _ kind: OrderGrant.Kind) -> [ID<Noun>] {
        grants.filter { $0.kind == kind }.compactMap { ID(text: $0.subjectID) }
    }
}

extension ID {
    fileprivate init?(text: String) { self.init(text) }
}

extension JSONSchema {
    /// The name of a service of the catalogue.
    static let serviceName = text(1...40, TextPattern("^[a-z][a-z0-9_]{0,39}$") { ServiceID($0) != nil })
}
