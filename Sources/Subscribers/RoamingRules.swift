import Telecom

/// A part of the world that a roaming rule is about.
public enum RoamingArea: Hashable, Sendable, CustomStringConvertible {
    case everywhere
    /// Every network of a country, by its mobile country code.
    case country(Country)
    case network(PLMN)
    /// Every network of the countries of a zone, by its id in the catalogue.
    case zone(String)

    public static let rule = "an area is a network (5 or 6 digits), a country (two letters), zone: and the id of a zone, or *"

    private static let zonePrefix = "zone:"

    public init?(_ text: String) {
        if text == "*" {
            self = .everywhere
        } else if text.hasPrefix(Self.zonePrefix), let id = ServiceID(String(text.dropFirst(Self.zonePrefix.count))) {
            self = .zone(id.text)
        } else if let network = PLMN(text) {
            self = .network(network)
        } else if let country = Country(text) {
            self = .country(country)
        } else {
            return nil
        }
    }

    /// As it is written and kept.
    public var description: String {
        switch self {
        case .everywhere: "*"
        case .country(let country): country.code
        case .network(let network): network.digits
        case .zone(let id): Self.zonePrefix + id
        }
    }
}

/// Where a line may be served. What is said of the line comes before what is said of its brand, and the narrower area before the wider;
/// where nothing is said it may.
public struct RoamingRules: Hashable, Sendable {
    public let line: [RoamingArea: Bool]
    public let brand: [RoamingArea: Bool]

    public init(line: [RoamingArea: Bool], brand: [RoamingArea: Bool]) {
        self.line = line
        self.brand = brand
    }

    /// - Parameter zone: the id of the zone that holds the network's country; `nil` where none does.
    public func allow(_ network: PLMN, in zone: String?) -> Bool {
        let areas: [RoamingArea?] = [.network(network), network.country.map { .country($0) }, zone.map { .zone($0) }, .everywhere]
        for rules in [line, brand] {
            for case let area? in areas {
                if let isAllowed = rules[area] { return isAllowed }
            }
        }
        return true
    }
}
