import Telecom

/// One difference between two catalogues.
public struct CatalogChange: Sendable, Equatable {
    public enum What: Sendable, Equatable {
        case added
        case removed
        /// `nil` where it was, or will be, not sold in that currency.
        case price(from: Money?, to: Money?)
        /// Its name, its words, or what it brings.
        case described
    }

    /// Whose price list differs; `nil` for what all brands share.
    public let brandID: BrandID?
    public let serviceID: ServiceID
    public let name: String
    public let what: What
}

extension CatalogFile {
    /// How `other` differs from this one: services in the order of the catalogues, first what all brands share, then each brand's own.
    public func changes(to other: CatalogFile) -> [CatalogChange] {
        let common = catalog.changes(to: other.catalog, brand: nil)
        let brands = Set(priceLists.map(\.brandID)).union(other.priceLists.map(\.brandID)).sorted()
        return common
            + brands.flatMap { brand in
                catalog(for: brand).changes(to: other.catalog(for: brand), brand: brand).filter { change in
                    !common.contains { $0.serviceID == change.serviceID && $0.what == change.what }
                }
            }
    }

    /// Whether the terms of rewards, the taxes in the prices, where services work, or what data costs, differ.
    public func termsDiffer(from other: CatalogFile) -> Bool {
        catalog.rewards != other.catalog.rewards || catalog.taxes != other.catalog.taxes || catalog.zones != other.catalog.zones
            || catalog.tariffs != other.catalog.tariffs
    }
}

extension Catalog {
    fileprivate func changes(to other: Catalog, brand: BrandID?) -> [CatalogChange] {
        let before = Dictionary(services.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(other.services.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        func change(_ service: Service, _ what: CatalogChange.What) -> CatalogChange {
            CatalogChange(brandID: brand, serviceID: service.id, name: service.name, what: what)
        }
        let removed = services.filter { after[$0.id] == nil }.map { change($0, .removed) }
        return removed
            + other.services.flatMap { service -> [CatalogChange] in
                guard let old = before[service.id] else { return [change(service, .added)] }
                let prices = Currency.allCases.filter { old.price[$0] != service.price[$0] }
                    .map { change(service, .price(from: old.price[$0], to: service.price[$0])) }
                return prices + (old.priced(service.price) == service ? [] : [change(service, .described)])
            }
    }
}
