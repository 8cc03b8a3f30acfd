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
    let lead: String
    let currency: String
    let otherCurrencies: [String]
    let tiles: [Tile]
    let categories: [Category]
    let sums: Sums
    let updated: String

    /// - Parameters:
    ///   - estimate: what was asked for; `nil` when nothing was.
    init(_ catalog: Catalog, currency: Currency, estimate: CostEstimate?, loadedAt: Timestamp, in language: Language) {
        let summary = CostSummary(catalog, currency: currency)
        let chosen = Set(estimate?.selected.map(\.id) ?? [])
        platform = catalog.platform
        self.currency = currency.rawValue
        otherCurrencies = catalog.currencies.filter { $0 != currency }.map(\.rawValue)
        lead = language.text(
            "catalog.lead", ["services": "\(catalog.services.count)", "categories": "\(catalog.categories.count)"])
        let byYear = { (month: Money) in language.text("catalog.tiles.by_year", ["month": language.money(month)]) }
        tiles = [
            Tile(
                name: language.text("catalog.tiles.free"), amount: language.money(summary.minimumMonthly),
                unit: language.text("plans.free")),
            Tile(
                name: language.text("catalog.tiles.basic"), amount: language.money(summary.basicYearly), unit: byYear(summary.basicMonthly)),
            Tile(name: language.text("catalog.tiles.full"), amount: language.money(summary.fullYearly), unit: byYear(summary.fullMonthly)),
            Tile(
                name: language.text("catalog.tiles.all"), amount: language.money(summary.maximumMonthly),
                unit: language.text("plans.cycle.monthly")),
        ]
        categories = catalog.categories.map { category in
            Category(
                id: category.id, title: category.title, description: category.description,
                services: category.services.map {
                    ServiceRow($0, of: catalog, currency: currency, isChosen: chosen.contains($0.id), in: language)
                })
        }
        sums = Sums(estimate, currency: currency, in: language)
        updated = language.dayAndMinute(loadedAt)
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

    /// - Parameter catalog: the one that it is of, in the reader's language.
    init(_ service: Service, of catalog: Catalog, currency: Currency, isChosen: Bool, in language: Language) {
        id = service.id.text
        name = service.name
        description = service.description
        price = service.price.isFree ? language.text("plans.free") : service.price[currency].map(language.money) ?? "–"
        cycle = service.price.isFree ? nil : language.cycle(service.cadence)
        availability = service.availability
        isLimited = service.isLimited
        let tokens: TokenAmount? =
            switch service.kind {
            case .welcomeReward: catalog.rewards.welcome
            case .oneTimeReward: catalog.rewards.founder
            default: nil
            }
        let share =
            service.kind == .cashbackReward ? language.percent(basisPoints: catalog.rewards.cashbackBasisPoints) : nil
        notes = [
            tokens.map { "\(language.tokens($0)) DOTM" }, share.map { language.text("plans.notes.back", ["share": $0]) },
            service.processingFee.map { language.text("plans.notes.fee", ["fee": $0]) },
            service.responseTime.map { language.text("plans.notes.answers", ["time": $0]) },
            service.defaultEnabled == true ? language.text("plans.notes.on_by_default") : nil,
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

    init(_ estimate: CostEstimate?, currency: Currency, in language: Language) {
        oneTime = language.money(estimate?.oneTimeTotal ?? .zero(currency))
        monthly = language.money(estimate?.monthlyRecurring ?? .zero(currency))
        annual = language.money(estimate?.annualTotal ?? .zero(currency))
        firstYear = language.money(estimate?.firstYearTotal ?? .zero(currency))
    }
}
