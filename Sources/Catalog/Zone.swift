import Telecom

/// A part of the world, and what works there: what the operator has written, and nothing else, is what is promised.
public struct Zone: Hashable, Sendable {
    /// Such as `europe`; as strict as a `ServiceID`.
    public let id: String
    public let name: String
    /// By code, 1...250; a country is in one zone at most.
    public let countries: [Country]
    /// Services whose data can be used here.
    public let data: [ServiceID]
    /// Services that talk and text without counting here.
    public let talkAndText: [ServiceID]

    public init(id: String, name: String, countries: [Country], data: [ServiceID], talkAndText: [ServiceID]) {
        self.id = id
        self.name = name
        self.countries = countries
        self.data = data
        self.talkAndText = talkAndText
    }
}

extension Catalog {
    /// The zone that holds the country; `nil` where nothing works.
    public func zone(of country: Country) -> Zone? { zones.first { $0.countries.contains(country) } }

    /// Countries of all zones, by code.
    public var coveredCountries: [Country] { zones.flatMap(\.countries).sorted { $0.code < $1.code } }
}
