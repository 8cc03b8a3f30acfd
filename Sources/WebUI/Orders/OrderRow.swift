import Billing
import Catalog
import Telecom

/// An order in a list.
struct OrderRow {
    let id: String
    let what: String
    let date: String
    let state: String
    let total: String

    init(_ order: Order, catalog: Catalog, in language: Language) {
        id = order.id.text
        what = order.items.map { catalog.text($0.name, in: language) }.joined(separator: ", ")
        date = language.day(order.placedAt)
        state = language.text("orders.state.\(order.state.rawValue)")
        total = language.money(order.total)
    }
}

/// A person's orders, the newest first.
struct OrdersPage {
    static let size = 20

    let orders: [OrderRow]
    let hasOrders: Bool
    /// Leads to older ones; `nil` when there are none.
    let next: String?

    /// - Parameter orders: one more than are shown, if there are so many.
    init(_ orders: [Order], catalog: Catalog, in language: Language) {
        self.orders = orders.prefix(Self.size).map { OrderRow($0, catalog: catalog, in: language) }
        hasOrders = !orders.isEmpty
        next = orders.count > Self.size ? "/orders?before=\(orders[Self.size - 1].id)" : nil
    }
}

/// The paper of a purchase or of a refund, fit to be printed.
struct ReceiptPage {
    struct Item {
        let name: String
        let quantity: String
        let unitPrice: String
        let amount: String
    }

    let heading: String
    let number: String
    let date: String
    let order: String
    let items: [Item]
    let total: String

    init(_ invoice: Invoice, catalog: Catalog, in language: Language) {
        heading = language.text("receipts.kind.\(invoice.kind.rawValue)")
        number = language.text("receipts.number", ["number": "\(invoice.number)"])
        date = language.day(invoice.issuedAt)
        order = invoice.orderID.text
        items = invoice.lines.map {
            Item(
                name: catalog.text($0.name, in: language), quantity: language.number($0.quantity), unitPrice: language.money($0.unitPrice),
                amount: language.money($0.amount))
        }
        total = language.money(invoice.total)
    }
}
