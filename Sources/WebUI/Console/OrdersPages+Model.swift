import Billing
import Catalog
import HTTPAPI
import Platform
import Telecom

/// A brand's orders.
struct ConsoleOrdersPage {
    struct Item {
        let path: String
        let title: String
        let detail: String
        let state: String
        let tone: String
        let total: String
    }

    let menu: ConsoleMenu
    let state: Choice
    let orders: [Item]
    let next: String?

    init(_ orders: [Order], catalog: Catalog, state: Order.State?, next: String?, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        self.state = Choice(
            "state", language.text("console.state"), chosen: state?.rawValue ?? "",
            [(value: "", label: language.text("console.every_state"))]
                + Order.State.allCases.map { (value: $0.rawValue, label: language.text("console.order_state.\($0.rawValue)")) })
        self.orders = orders.map { order in
            Item(
                path: "/console/orders/\(order.id)", title: order.items.map { catalog.text($0.name, in: language) }.joined(separator: ", "),
                detail: language.dayAndMinute(order.placedAt), state: language.text("console.order_state.\(order.state.rawValue)"),
                tone: order.state.tone, total: language.money(order.total))
        }
        self.next = next
    }
}

extension Order.State {
    /// The class of its badge.
    fileprivate var tone: String {
        switch self {
        case .fulfilled: ""
        case .placed, .paid: "flower"
        case .paymentFailed: "alarm"
        case .cancelled, .partiallyRefunded, .refunded: "plain"
        }
    }
}

/// One order with all that came of it.
struct ConsoleOrderPage {
    struct Item {
        let name: String
        let quantity: String
        let amount: String
    }

    struct Change {
        let time: String
        let state: String
        let text: String
    }

    let menu: ConsoleMenu
    let id: String
    let state: String
    let tone: String
    let account: String
    let items: [Item]
    let total: String
    let refunded: String?
    let changes: [Change]
    let payments: [Change]
    let refunds: [Change]
    let canRefund: Bool
    let reason: Field

    init(
        _ details: OrderDetails, catalog: Catalog, problem: String? = nil, reason: String? = nil, menu: ConsoleMenu, in language: Language
    ) {
        let order = details.order
        self.menu = menu
        id = order.id.text
        state = language.text("console.order_state.\(order.state.rawValue)")
        tone = order.state.tone
        account = order.accountID.text
        items = order.items.map {
            Item(
                name: catalog.text($0.name, in: language), quantity: language.number($0.quantity), amount: language.money($0.amount))
        }
        total = language.money(order.total)
        refunded = order.refunded.minorUnits > 0 ? language.money(order.refunded) : nil
        changes = details.changes.map {
            Change(
                time: language.dayAndMinute($0.at), state: language.text("console.order_state.\($0.state.rawValue)"),
                text: "\($0.reason) · \($0.actor)")
        }
        payments = details.payments.map {
            Change(
                time: language.dayAndMinute($0.createdAt), state: language.text("console.payment_state.\($0.state.rawValue)"),
                text: [language.money($0.amount), $0.declineCode?.rawValue].compactMap(\.self).joined(separator: " · "))
        }
        refunds = details.refunds.map {
            Change(
                time: language.dayAndMinute($0.createdAt), state: language.money($0.amount), text: "\($0.reason) · \($0.actor)")
        }
        canRefund = order.paidAt != nil && order.refunded.minorUnits < order.total.minorUnits
        self.reason = Field(
            "reason", language.text("console.order.reason"), value: reason, hint: language.text("console.order.reason_hint"),
            problem: problem, maxLength: 200)
    }
}
