import Telecom

/// Adds up what a choice of services costs. All sums are exact cents.
public struct Calculator: Sendable {
    public enum Refusal: Error, Equatable, Sendable {
        case noServices
        /// More than `mostServices` names.
        case tooManyServices
    }

    /// Names in one question, repeated ones counted.
    public static let mostServices = 100

    private let catalog: Catalog
    private let currency: Currency

    /// `nil` when the catalogue does not sell in `currency`.
    public init?(_ catalog: Catalog, currency: Currency) {
        guard catalog.currencies.contains(currency) else { return nil }
        self.catalog = catalog
        self.currency = currency
    }

    /// - Parameter lists: service names or aliases; each text may hold several, separated by commas. A name given twice counts once.
    /// - Returns: the services found, in catalogue order, their sums, and the names that the catalogue does not have.
    public func estimate(_ lists: [String]) throws(Refusal) -> CostEstimate {
        var names: [String] = []
        for list in lists {
            for part in list.split(separator: ",", maxSplits: Self.mostServices) {
                let name = part.trimmed
                if !name.isEmpty { names.append(String(name)) }
            }
            guard names.count <= Self.mostServices else { throw .tooManyServices }
        }
        guard !names.isEmpty else { throw .noServices }

        var chosen: Set<ServiceID> = []
        var unknown: [String] = []
        for name in names {
            if let service = ServiceID(name).flatMap({ catalog.service($0) }) {
                chosen.insert(service.id)
            } else if !unknown.contains(name) {
                unknown.append(name)
            }
        }
        return CostEstimate(catalog.services.filter { chosen.contains($0.id) }, unknown: unknown, currency: currency)
    }
}

/// The sums over a choice of services.
public struct CostEstimate: Sendable, Equatable {
    public let selected: [Service]
    public let unknown: [String]
    public let oneTimeTotal: Money
    public let yearlyRecurring: Money
    /// What a month costs: monthly add-ons and a twelfth of the yearly sum, rounded half-even to a cent.
    public let monthlyRecurring: Money
    /// What a year costs without one-time purchases: the yearly sum and twelve times the monthly add-ons.
    public let annualTotal: Money
    public let firstYearTotal: Money

    /// - Parameter selected: services with a price in `currency`, each once.
    init(_ selected: [Service], unknown: [String], currency: Currency) {
        func sum(_ cadence: Service.Cadence) -> Money {
            selected.filter { $0.cadence == cadence }.reduce(.zero(currency)) { $0 + ($1.price[currency] ?? .zero(currency)) }
        }
        self.selected = selected
        self.unknown = unknown
        let monthly = sum(.monthly)
        oneTimeTotal = sum(.once)
        yearlyRecurring = sum(.yearly)
        monthlyRecurring = monthly + yearlyRecurring.twelfth
        annualTotal = yearlyRecurring + monthly * 12
        firstYearTotal = oneTimeTotal + annualTotal
    }
}

extension Money {
    /// A twelfth of a sum that is not negative, rounded half-even to a cent.
    var twelfth: Money {
        let (quotient, remainder) = minorUnits.quotientAndRemainder(dividingBy: 12)
        let up = remainder > 6 || (remainder == 6 && quotient % 2 == 1)
        return Money(minorUnits: quotient + (up ? 1 : 0), currency: currency)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
