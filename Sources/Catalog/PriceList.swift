import Telecom

/// How one brand departs from the common catalogue: its name, the services that it does not show, and its own prices.
public struct PriceList: Sendable, Equatable {
    public let brandID: BrandID
    /// The name that the brand sells under; `nil` keeps the catalogue's.
    public let platform: String?
    public let hidden: Set<ServiceID>
    /// Replaces the whole price, in every currency that the catalogue sells in.
    public let prices: [ServiceID: Price]

    public init(brandID: BrandID, platform: String? = nil, hidden: Set<ServiceID> = [], prices: [ServiceID: Price] = [:]) {
        self.brandID = brandID
        self.platform = platform
        self.hidden = hidden
        self.prices = prices
    }
}

extension Catalog {
    /// This catalogue as the brand of `list` sells it. A category with nothing left to show goes too.
    public func applying(_ list: PriceList) -> Catalog {
        let categories = categories.compactMap { category -> Category? in
            let services = category.services.filter { !list.hidden.contains($0.id) }
                .map { service in list.prices[service.id].map(service.priced) ?? service }
            guard !services.isEmpty else { return nil }
            return Category(id: category.id, title: category.title, description: category.description, services: services)
        }
        return Catalog(
            platform: list.platform ?? platform, version: version, currencies: currencies, categories: categories, aliases: aliases,
            rewards: rewards, taxes: taxes, policy: policy, zones: zones.compactMap { $0.without(list.hidden) },
            tariffs: tariffs, translations: translations)
    }
}

extension Zone {
    /// What is left of it for a brand that hides these services; `nil` when nothing is.
    fileprivate func without(_ hidden: Set<ServiceID>) -> Zone? {
        let (data, talkAndText) = (data.filter { !hidden.contains($0) }, talkAndText.filter { !hidden.contains($0) })
        guard !data.isEmpty || !talkAndText.isEmpty else { return nil }
        return Zone(id: id, name: name, countries: countries, data: data, talkAndText: talkAndText)
    }
}
