import Telecom

/// What living with the catalogue costs, from nothing to everything that is paid by time.
public struct CostSummary: Sendable, Equatable {
    public let minimumMonthly: Money
    /// The cheapest membership.
    public let basicMonthly: Money
    public let basicYearly: Money
    /// The dearest membership.
    public let fullMonthly: Money
    public let fullYearly: Money
    /// The dearest membership with every add-on.
    public let maximumMonthly: Money
    public let maximumYearly: Money

    public init(_ catalog: Catalog, currency: Currency) {
        func price(_ service: Service) -> Money { service.price[currency] ?? .zero(currency) }
        let memberships = catalog.services.filter { $0.kind == .annualSubscription }.map(price).sorted { $0.minorUnits < $1.minorUnits }
        let addOns = catalog.services.filter { $0.kind == .addOn }.map(price).reduce(.zero(currency), +)
        minimumMonthly = .zero(currency)
        basicYearly = memberships.first ?? .zero(currency)
        fullYearly = memberships.last ?? .zero(currency)
        basicMonthly = basicYearly.twelfth
        fullMonthly = fullYearly.twelfth
        maximumMonthly = fullMonthly + addOns
        maximumYearly = fullYearly + addOns * 12
    }
}
