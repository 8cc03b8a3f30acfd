import Catalog
import Telecom

/// The catalogue for people, with a calculator.
struct CatalogPage {
    struct Tile {
        let name: String
        let amount: String
        let unit: String
    }

    struct Category {
        let id: String
        let title: String
        let description: String
        let services: [ServiceRow]
    }

    let platform: String
    let currency: String
    let otherCurrencies: [String]
    let serviceCount: Int
    let categoryCount: Int
    let tiles: [Tile]
    let categories: [Category]
    let sums: Sums
    let updated: String

    /// - Parameters:
    ///   - estimate: what was asked for; `nil` when nothing was.
    init(_ catalog: Catalog, currency: Currency, estimate: CostEstimate?, loadedAt: Timestamp) {
        let summary = CostSummary(catalog, currency: currency)
        let chosen = Set(estimate?.selected.map(\.id) ?? [])
        platform = catalog.platform
        self.currency = currency.rawValue
        otherCurrencies = catalog.currencies.filter { $0 != currency }.map(\.rawValue)
        serviceCount = catalog.services.count
        categoryCount = catalog.categories.count
        tiles = [
            Tile(name: "To look around", amount: summary.minimumMonthly.text, unit: "free"),
            Tile(name: "Basic", amount: summary.basicYearly.text, unit: "a year, \(summary.basicMonthly.text) a month"),
            Tile(name: "Full", amount: summary.fullYearly.text, unit: "a year, \(summary.fullMonthly.text) a month"),
            Tile(name: "Full with every add-on", amount: summary.maximumMonthly.text, unit: "a month"),
        ]
        categories = catalog.categories.map { category in
            Category(
                id: category.id, title: category.title, description: category.description,
                services: category.services.map { ServiceRow($0, currency: currency, isChosen: chosen.contains($0.id)) })
        }
        sums = Sums(estimate, currency: currency)
        updated = loadedAt.dayAndMinute
    }
}

/// A service that can be ticked.
struct ServiceRow {
    let id: String
    let name: String
    let description: String
    let price: String
    let cycle: String?
    let availability: String
    /// Not for everyone, or not for long.
    let isLimited: Bool
    let notes: [String]
    let features: [String]
    let isChosen: Bool

    init(_ service: Service, currency: Currency, isChosen: Bool) {
        id = service.id.text
        name = service.name
        description = service.description
        price = service.price.isFree ? "FREE" : service.price[currency]?.text ?? "–"
        cycle = service.price.isFree ? nil : service.cadence.text
        availability = service.availability
        isLimited = ["Beta Testing", "Invitation Only", "Limited Edition", "Founding Members Only"].contains(service.availability)
        notes = [
            service.tokenAmount, service.rewardPercentage.map { "\($0) back" }, service.processingFee.map { "Fee \($0)" },
            service.responseTime.map { "Answers in \($0)" }, service.defaultEnabled == true ? "On by default" : nil,
        ].compactMap(\.self)
        features = service.features
        self.isChosen = isChosen
    }
}

/// The sums beside a choice of services.
struct Sums {
    let oneTime: String
    let monthly: String
    let annual: String
    let firstYear: String

    init(_ estimate: CostEstimate?, currency: Currency) {
        oneTime = (estimate?.oneTimeTotal ?? .zero(currency)).text
        monthly = (estimate?.monthlyRecurring ?? .zero(currency)).text
        annual = (estimate?.annualTotal ?? .zero(currency)).text
        firstYear = (estimate?.firstYearTotal ?? .zero(currency)).text
    }
}
