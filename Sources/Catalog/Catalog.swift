import Telecom

/// What one brand sells: services by category, in the order in which people see them, and the terms of its rewards.
///
/// A catalogue is made by `CatalogFile` from an operator's text, so whatever holds one holds a checked one.
public struct Catalog: Sendable, Equatable {
    public struct Category: Sendable, Equatable {
        /// Such as `membership_plans`; as strict as a `ServiceID`.
        public let id: String
        public let title: String
        public let description: String
        public let services: [Service]

        public init(id: String, title: String, description: String, services: [Service]) {
            self.id = id
            self.title = title
            self.description = description
            self.services = services
        }
    }

    /// The name that the brand sells under, such as `DOTM`.
    public let platform: String
    /// The version of the catalogue's public JSON.
    public let version: String
    /// Every service has a price in each of these; US dollars are always among them.
    public let currencies: [Currency]
    public let categories: [Category]
    /// Other names for services, kept for callers that learned them.
    public let aliases: [ServiceID: ServiceID]
    public let rewards: RewardTerms
    /// The tax in the prices, by the buyer's country. A country that is not here has none.
    public let taxes: [Country: TaxRate]
    public let policy: PolicyTerms
    /// Where the services work; a country that is in none of them is not covered.
    public let zones: [Zone]
    public let tariffs: Tariffs
    /// The catalogue's own texts in other languages, by text.
    public let translations: [String: [Language: String]]
    private let index: [ServiceID: Service]

    public init(
        platform: String, version: String, currencies: [Currency], categories: [Category], aliases: [ServiceID: ServiceID],
        rewards: RewardTerms, taxes: [Country: TaxRate] = [:], policy: PolicyTerms = .standard, zones: [Zone] = [],
        tariffs: Tariffs = .flat, translations: [String: [Language: String]] = [:]
    ) {
        self.platform = platform
        self.version = version
        self.currencies = currencies
        self.categories = categories
        self.aliases = aliases
        self.rewards = rewards
        self.taxes = taxes
        self.policy = policy
        self.zones = zones
        self.tariffs = tariffs
        self.translations = translations
        index = Dictionary(categories.flatMap(\.services).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All services, in catalogue order.
    public var services: [Service] { categories.flatMap(\.services) }

    /// The service of that name or alias; `nil` when this brand does not show one.
    public func service(_ id: ServiceID) -> Service? {
        index[id] ?? aliases[id].flatMap { index[$0] }
    }

    public func category(of service: Service) -> Category? {
        categories.first { $0.id == service.categoryID }
    }
}
