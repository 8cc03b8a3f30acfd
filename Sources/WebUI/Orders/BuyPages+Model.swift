import Billing
import Catalog
import Store
import Telecom

/// What was chosen, where it goes and the card that pays.
struct CheckoutPage {
    struct Item {
        let id: String
        let name: String
        let cycle: String?
        let amount: String
    }

    struct SavedCard {
        let id: String
        let label: String
        let isFirst: Bool
    }

    let items: [Item]
    let currency: String
    let total: String
    /// Cards that pay by one click; none when an address has to be typed anyway.
    let savedCards: [SavedCard]
    let hasSavedCards: Bool
    let isPaid: Bool
    let change: String
    let address: AddressFields?
    /// Names this purchase, so that a form sent twice buys once.
    let attempt: String
    let isTest: Bool
    let card: CardFields
    /// Of the whole form.
    let problem: String?

    /// - Parameters:
    ///   - saved: the person's own cards, the one that renewals charge first.
    ///   - form: what was typed before, without the card.
    init(
        _ services: [Service], currency: Currency, attempt: String, isTest: Bool, saved: [PaymentMethod], form: CheckoutForm? = nil,
        problem: String? = nil, cardRefusal: Card.Refusal? = nil, in language: Language
    ) {
        let sum = services.reduce(Money.zero(currency)) { $0 + ($1.price[currency] ?? .zero(currency)) }
        items = services.map { service in
            Item(
                id: service.id.text, name: service.name, cycle: language.cycle(service.cadence),
                amount: service.price[currency].map(language.money) ?? "–")
        }
        self.currency = currency.rawValue
        total = language.money(sum)
        isPaid = sum.minorUnits > 0
        change = "/plans?services=\(services.map(\.id.text).joined(separator: ","))&currency=\(currency.rawValue)#calculator"
        address = services.contains { $0.fulfilment.needsShippingAddress } ? AddressFields(form, in: language) : nil
        self.attempt = attempt
        self.isTest = isTest
        card = CardFields(refusal: cardRefusal, in: language)
        let total = total
        savedCards =
            address != nil || !isPaid
            ? []
            : saved.prefix(3).enumerated().map { index, method in
                SavedCard(
                    id: method.id.text, label: language.text("checkout.saved.pay", ["total": total, "card": method.displayName]),
                    isFirst: index == 0)
            }
        hasSavedCards = !savedCards.isEmpty
        self.problem = problem
    }
}

extension PaymentMethod {
    /// Such as `Visa •••• 4242`.
    var displayName: String { "\(cardBrand.rawValue.replacing("_", with: " ").capitalized) •••• \(last4)" }
}

/// An order and what can be done about it.
struct OrderPage {
    struct Receipt {
        let id: String
        let label: String
    }

    struct Item {
        let name: String
        /// `nil` for one.
        let quantity: String?
        let amount: String
    }

    let id: String
    let heading: String
    let message: String
    /// The colour of the message, and its picture.
    let tone: String
    let icon: String
    let items: [Item]
    let total: String
    /// Such as `CA$1.14 of it are GST (5 %)`.
    let tax: String?
    let refunded: String?
    /// A sentence for each thing that goes by post.
    let shipments: [String]
    let receipts: [Receipt]
    let needsConfirmation: Bool
    let isPayable: Bool
    let isTest: Bool
    let card: CardFields

    init(
        _ order: Order, catalog: Catalog, newest payment: Payment?, shipments: [Shipment], invoices: [Invoice], isTest: Bool,
        problem: String? = nil,
        cardRefusal: Card.Refusal? = nil, in language: Language
    ) {
        id = order.id.text
        items = order.items.map {
            Item(
                name: catalog.text($0.name, in: language), quantity: $0.quantity == 1 ? nil : String($0.quantity),
                amount: language.money($0.amount))
        }
        total = language.money(order.total)
        tax = order.taxName.map { language.text("orders.tax", ["tax": language.money(order.tax), "name": catalog.text($0, in: language)]) }
        refunded = order.refunded.minorUnits == 0 ? nil : language.money(order.refunded)
        receipts = invoices.map { Receipt(id: $0.id.text, label: language.text("receipts.kind.\($0.kind.rawValue)")) }
        self.shipments = shipments.map { shipment in
            let name =
                order.items.first { $0.serviceID == shipment.serviceID }.map { catalog.text($0.name, in: language) }
                ?? shipment.serviceID.text
            return switch (shipment.state, shipment.tracking) {
            case (.shipped, let tracking?):
                language.text("orders.shipment.tracked", ["name": name, "carrier": tracking.carrier, "number": tracking.number])
            case (.shipped, nil): language.text("orders.shipment.shipped", ["name": name])
            case (.pending, _): language.text("orders.shipment.pending", ["name": name])
            case (.cancelled, _): language.text("orders.shipment.cancelled", ["name": name])
            }
        }
        self.isTest = isTest
        card = CardFields(refusal: cardRefusal, in: language)
        let isAsked = payment?.state == .requiresAction
        needsConfirmation = isAsked && order.isPayable
        isPayable = order.isPayable && !isAsked && payment?.state != .processing
        let told = OrderPage.told(order, payment, problem)
        tone = told.tone
        icon = Icon.html(told.tone == "alarm" ? "alert" : told.tone == "flower" ? "clock" : "check")
        heading = language.text("orders.told.\(told.word).heading")
        message =
            problem ?? (told.word == "declined" ? payment?.declineCode.flatMap { language.textIfAny("refusals.code.\($0.rawValue)") } : nil)
            ?? language.text("orders.told.\(told.word).message")
    }

    /// Which texts tell how the order stands, and in which tone.
    private static func told(_ order: Order, _ payment: Payment?, _ problem: String?) -> (word: String, tone: String) {
        switch (order.state, payment?.state) {
        case _ where problem != nil: ("declined", "alarm")
        case (.placed, .requiresAction), (.paymentFailed, .requiresAction): ("asked", "flower")
        case (.placed, .processing), (.paymentFailed, .processing): ("processing", "flower")
        case (.placed, _): ("placed", "flower")
        case (.paymentFailed, _): ("declined", "alarm")
        case (.paid, _): ("paid", "")
        case (.fulfilled, _): ("fulfilled", "")
        case (.cancelled, _): ("cancelled", "flower")
        case (.partiallyRefunded, _): ("partially_refunded", "flower")
        case (.refunded, _): ("refunded", "flower")
        }
    }
}
