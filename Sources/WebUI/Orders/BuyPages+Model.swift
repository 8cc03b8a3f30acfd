import Billing
import Catalog
import Store
import Telecom

/// A choice among what is sold.
struct BuyPage {
    let currency: String
    let otherCurrencies: [String]
    let services: [ServiceRow]
    let sums: Sums

    init(_ catalog: Catalog, currency: Currency) {
        self.currency = currency.rawValue
        otherCurrencies = catalog.currencies.filter { $0 != currency }.map(\.rawValue)
        services = catalog.services.filter(\.isSold).map { ServiceRow($0, currency: currency, isChosen: false) }
        sums = Sums(nil, currency: currency)
    }
}

/// What was chosen, where it goes and the card that pays.
struct CheckoutPage {
    struct Item {
        let id: String
        let name: String
        let cycle: String?
        let amount: String
    }

    let items: [Item]
    let currency: String
    let total: String
    let isPaid: Bool
    let change: String
    let needsAddress: Bool
    /// Names this purchase, so that a form sent twice buys once.
    let attempt: String
    let isTest: Bool
    let problem: String?
    let recipient: String
    let line1: String
    let city: String
    let region: String
    let postalCode: String
    let country: String

    /// - Parameter form: what was typed before, without the card.
    init(_ services: [Service], currency: Currency, attempt: String, isTest: Bool, form: CheckoutForm? = nil, problem: String? = nil) {
        let sum = services.reduce(Money.zero(currency)) { $0 + ($1.price[currency] ?? .zero(currency)) }
        items = services.map { service in
            Item(
                id: service.id.text, name: service.name, cycle: service.cadence.text, amount: service.price[currency]?.text ?? "–")
        }
        self.currency = currency.rawValue
        total = sum.text
        isPaid = sum.minorUnits > 0
        change = "/mcp?services=\(services.map(\.id.text).joined(separator: ","))&currency=\(currency.rawValue)"
        needsAddress = services.contains { $0.fulfilment.needsShippingAddress }
        self.attempt = attempt
        self.isTest = isTest
        self.problem = problem
        recipient = form?.recipient ?? ""
        line1 = form?.line1 ?? ""
        city = form?.city ?? ""
        region = form?.region ?? ""
        postalCode = form?.postalCode ?? ""
        country = form?.country ?? ""
    }
}

/// An order and what can be done about it.
struct OrderPage {
    struct Item {
        let name: String
        /// `nil` for one.
        let quantity: String?
        let amount: String
    }

    let id: String
    let heading: String
    let message: String
    /// The colour of the message.
    let tone: String
    let items: [Item]
    let total: String
    /// Such as `1.14 CAD of it are GST (5 %)`.
    let tax: String?
    let refunded: String?
    /// A sentence for each thing that goes by post.
    let shipments: [String]
    let needsConfirmation: Bool
    let isPayable: Bool
    let isTest: Bool

    init(_ order: Order, newest payment: Payment?, shipments: [Shipment], isTest: Bool, problem: String? = nil) {
        id = order.id.text
        items = order.items.map {
            Item(name: $0.name, quantity: $0.quantity == 1 ? nil : String($0.quantity), amount: $0.amount.text)
        }
        total = order.total.text
        tax = order.taxName.map { "\(order.tax.text) of it are \($0)" }
        refunded = order.refunded.minorUnits == 0 ? nil : order.refunded.text
        self.shipments = shipments.map { shipment in
            let name = order.items.first { $0.serviceID == shipment.serviceID }?.name ?? shipment.serviceID.text
            switch (shipment.state, shipment.tracking) {
            case (.shipped, let tracking?): return "\(name): sent with \(tracking.carrier), tracking number \(tracking.number)."
            case (.shipped, nil): return "\(name): sent."
            case (.pending, _): return "\(name): waits to be sent to your address."
            case (.cancelled, _): return "\(name): not sent."
            }
        }
        self.isTest = isTest
        let isAsked = payment?.state == .requiresAction
        needsConfirmation = isAsked && order.isPayable
        isPayable = order.isPayable && !isAsked && payment?.state != .processing
        switch (order.state, payment?.state) {
        case _ where problem != nil: (heading, message, tone) = ("Not paid", problem ?? "", "alarm")
        case (.placed, .requiresAction), (.paymentFailed, .requiresAction):
            (heading, message, tone) = ("One more step", "Nothing is charged until you confirm.", "flower")
        case (.placed, .processing), (.paymentFailed, .processing):
            (heading, message, tone) = ("Being paid", "The card is being charged. Look again in a minute.", "flower")
        case (.placed, _): (heading, message, tone) = ("Not paid yet", "Pay to get what you ordered.", "flower")
        case (.paymentFailed, _):
            (heading, message, tone) = (
                "Not paid", payment?.declineCode?.message ?? "The card was not charged. Try another one.", "alarm"
            )
        case (.paid, _): (heading, message, tone) = ("Thank you", "It is paid, and what you bought is on its way to your account.", "")
        case (.fulfilled, _): (heading, message, tone) = ("Thank you", "It is paid, and what you bought is on your account.", "")
        case (.cancelled, _): (heading, message, tone) = ("Cancelled", "This order was cancelled. Nothing was charged.", "flower")
        case (.partiallyRefunded, _): (heading, message, tone) = ("Refunded in part", "A part of the price was given back.", "flower")
        case (.refunded, _): (heading, message, tone) = ("Refunded", "The whole price was given back.", "flower")
        }
    }
}
