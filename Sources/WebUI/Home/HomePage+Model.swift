import Catalog
import Telecom

/// The first page: what the brand sells to begin with.
struct HomePage {
    struct Offer {
        let id: String
        let name: String
        let price: String
        let cycle: String?
        let description: String
    }

    let isSignedIn: Bool
    let welcome: String
    let cashback: String
    let offers: [Offer]

    /// Offers the first bucket of data and the memberships that cost something.
    init(_ catalog: Catalog, isSignedIn: Bool, in language: Language) {
        self.isSignedIn = isSignedIn
        let sold = catalog.services.filter { !$0.price.isFree }
        let data = sold.first { service in
            if case .bucket = service.fulfilment { true } else { false }
        }
        let memberships = sold.filter { $0.kind == .annualSubscription }
        welcome = language.tokens(catalog.rewards.welcome)
        cashback = catalog.rewards.cashbackPercentage
        offers = ([data].compactMap(\.self) + memberships).map { service in
            Offer(
                id: service.id.text, name: service.name, price: service.price[.usd].map(language.money) ?? "–",
                cycle: language.cycle(service.cadence),
                description: service.description)
        }
    }
}
