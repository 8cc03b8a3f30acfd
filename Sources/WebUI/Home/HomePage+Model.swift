import Catalog
import Subscribers
import Telecom

/// The first page: what the brand sells to begin with, and what a choice of it costs.
struct HomePage {
    struct Offer {
        let id: String
        let name: String
        let price: String
        let cycle: String?
        let description: String
    }

    /// The brand's own words, or the standard ones.
    let heading: String
    let lead: String
    let isSignedIn: Bool
    let welcome: String
    let cashback: String
    let offers: [Offer]
    let currency: String
    let services: [ServiceRow]
    let sums: Sums

    /// Offers the first bucket of data and the memberships that cost something; the first two stand ticked in the calculator.
    init(_ catalog: Catalog, texts: BrandTexts?, isSignedIn: Bool, in language: Language) {
        heading = texts?.heading ?? language.text("home.heading")
        lead = texts?.lead ?? language.text("home.lead")
        self.isSignedIn = isSignedIn
        let sold = catalog.services.filter { !$0.price.isFree }
        let data = sold.first(where: \.isTopUp)
        let memberships = sold.filter { $0.kind == .annualSubscription }
        let first = [data].compactMap(\.self) + memberships
        welcome = language.tokens(catalog.rewards.welcome)
        cashback = language.percent(basisPoints: catalog.rewards.cashbackBasisPoints)
        offers = first.map { service in
            Offer(
                id: service.id.text, name: service.name, price: service.price[.usd].map(language.money) ?? "–",
                cycle: language.cycle(service.cadence), description: service.description)
        }
        currency = Currency.usd.rawValue
        let addOns = sold.filter { $0.kind == .addOn }.prefix(3)
        let chosen = first.prefix(2).map(\.id)
        services = (first + addOns).map { ServiceRow($0, of: catalog, currency: .usd, isChosen: chosen.contains($0.id), in: language) }
        let estimate = try? Calculator(catalog, currency: .usd)?.estimate(chosen.map(\.text))
        sums = Sums(estimate, currency: .usd, in: language)
    }
}
