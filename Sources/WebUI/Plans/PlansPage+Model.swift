import Billing
import Catalog
import Telecom

/// What is sold, what one has of it, and what a choice of it costs.
struct PlansPage {
    struct Offer {
        let id: String
        let name: String
        let description: String
        let price: String
        let cycle: String?
        let features: [String]
        let isOwn: Bool
    }

    struct Group {
        let id: String
        let title: String
        let offers: [Offer]
    }

    struct OwnPlan {
        let id: String
        let name: String
        let price: String
        let term: String
        let state: String
        let tone: String
        let isEnding: Bool
    }

    let currency: String
    let otherCurrencies: [String]
    let plans: [OwnPlan]
    let hasPlans: Bool
    let groups: [Group]
    let services: [ServiceRow]
    let sums: Sums

    /// - Parameters:
    ///   - own: the memberships and add-ons of who asks.
    ///   - estimate: what was ticked; `nil` when nothing was.
    init(_ catalog: Catalog, own: [Subscription], currency: Currency, estimate: CostEstimate?, in language: Language) {
        self.currency = currency.rawValue
        otherCurrencies = catalog.currencies.filter { $0 != currency }.map(\.rawValue)
        let running = own.filter(\.state.isRunning)
        plans = running.map { OwnPlan($0, catalog: catalog, in: language) }
        hasPlans = !plans.isEmpty
        let sold = catalog.services.filter(\.isSold)
        groups = PlanGroup.allCases.compactMap { group in
            let offers = sold.filter { PlanGroup($0) == group }.map { service in
                Offer(
                    id: service.id.text, name: service.name, description: service.description,
                    price: service.price.isFree ? language.text("plans.free") : service.price[currency].map(language.money) ?? "–",
                    cycle: service.price.isFree ? nil : language.cycle(service.cadence), features: service.features,
                    isOwn: running.contains { $0.serviceID == service.id })
            }
            return offers.isEmpty
                ? nil : Group(id: group.rawValue, title: language.text("plans.group.\(group.rawValue)"), offers: offers)
        }
        let chosen = Set(estimate?.selected.map(\.id) ?? [])
        services = sold.map { ServiceRow($0, of: catalog, currency: currency, isChosen: chosen.contains($0.id), in: language) }
        sums = Sums(estimate, currency: currency, in: language)
    }
}

/// The kinds of what is sold, as people look for them.
enum PlanGroup: String, CaseIterable {
    case data, membership, addOn = "add_on", goods

    init(_ service: Service) {
        self =
            switch service.fulfilment {
            case .bucket: .data
            case .membership: .membership
            case .shipment: .goods
            case .addOn, .none: .addOn
            }
    }
}

extension PlansPage.OwnPlan {
    init(_ subscription: Subscription, catalog: Catalog, in language: Language) {
        id = subscription.id.text
        name = catalog.text(subscription.name, in: language)
        price = language.money(subscription.price)
        let day = language.day(subscription.periodEndsAt)
        isEnding = subscription.cancelRequestedAt != nil
        term = isEnding ? language.text("account.ends", ["day": day]) : language.text("account.renews", ["day": day])
        state = isEnding ? language.text("plans.own.ending") : language.text("plans.own.\(subscription.state.rawValue)")
        tone = subscription.state == .pastDue ? "alarm" : isEnding ? "flower" : ""
    }
}
