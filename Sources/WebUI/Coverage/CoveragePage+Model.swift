import Catalog
import Foundation
import Telecom

/// Where the services work: a search by country, a map, and every country by zone.
struct CoveragePage {
    struct Found {
        let name: String
        /// The zone that holds it; `nil` where nothing works.
        let zone: String?
        /// Names of the services whose data can be used there; `nil` for none.
        let data: String?
        let talkAndText: String?
        let networks: [Network]
        let hasNetworks: Bool
    }

    struct Network {
        let plmn: String
        let brands: String
    }

    struct Zone {
        let name: String
        let countries: [Link]
        let count: String
        let talksAndTexts: Bool
    }

    struct Link {
        let code: String
        let name: String
    }

    let country: Field
    let isSearched: Bool
    let found: [Found]
    let isFound: Bool
    /// Says that there is more; `nil` when all is shown.
    let more: String?
    let lead: String
    let map: String
    let zones: [Zone]

    /// Countries shown whole for one search.
    static let mostFound = 10

    /// - Parameter catalog: in the reader's language.
    init(_ catalog: Catalog, country text: String, in language: Language) {
        country = Field(
            "country", language.text("coverage.country"), .search, value: text, hint: language.text("coverage.country_hint"),
            autocomplete: "country-name", isOptional: true, maxLength: 60)
        isSearched = !text.allSatisfy { $0 == " " }
        let matches = isSearched ? CountryNames.matching(text, in: language) : []
        isFound = !matches.isEmpty
        found = matches.prefix(Self.mostFound).map { Found($0, catalog, in: language) }
        more =
            matches.count > Self.mostFound
            ? language.text(
                "coverage.more", ["shown": language.number(Int64(Self.mostFound)), "found": language.number(Int64(matches.count))])
            : nil
        let covered = catalog.coveredCountries
        lead = covered.isEmpty ? language.text("coverage.lead_none") : language.text("coverage.lead", count: Int64(covered.count))
        map = WorldMap.svg(catalog, chosen: matches.count == 1 ? matches.first : nil, label: language.text("coverage.map.label"))
        zones = catalog.zones.map { zone in
            Zone(
                name: zone.name,
                countries: CountryNames.sorted(zone.countries, in: language).map {
                    Link(code: $0.code, name: $0.name(in: language))
                },
                count: language.text("coverage.countries", count: Int64(zone.countries.count)), talksAndTexts: !zone.talkAndText.isEmpty)
        }
    }
}

extension CoveragePage.Found {
    init(_ country: Country, _ catalog: Catalog, in language: Language) {
        let zone = catalog.zone(of: country)
        func names(_ ids: [ServiceID]) -> String? {
            let names = ids.compactMap { catalog.service($0)?.name }
            return names.isEmpty ? nil : names.joined(separator: ", ")
        }
        name = country.name(in: language)
        self.zone = zone?.name
        data = zone.flatMap { names($0.data) }
        talkAndText = zone.flatMap { names($0.talkAndText) }
        networks = country.knownNetworks.map { CoveragePage.Network(plmn: $0.plmn.digits, brands: $0.brands.joined(separator: ", ")) }
        hasNetworks = !networks.isEmpty
    }
}

/// Countries by what people type.
enum CountryNames {
    /// The one whose code is `text`; else those of whose names one holds every word of it, whatever its case and accents, exact ones first.
    static func matching(_ text: String, in language: Language) -> [Country] {
        let wanted = folded(text)
        let words = wanted.split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "," })
        guard !words.isEmpty else { return [] }
        if let coded = Country.all.first(where: { $0.code.lowercased() == wanted }) { return [coded] }
        let matches = Country.all.filter { country in
            Language.allCases.contains { language in
                let name = folded(country.name(in: language))
                return words.allSatisfy { name.contains($0) }
            }
        }
        let exact = matches.filter { country in Language.allCases.contains { folded(country.name(in: $0)) == wanted } }
        return sorted(exact, in: language) + sorted(matches.filter { !exact.contains($0) }, in: language)
    }

    /// By name, as the language's readers look for it.
    static func sorted(_ countries: [Country], in language: Language) -> [Country] {
        countries.map { (key: folded($0.name(in: language)), country: $0) }.sorted { $0.key < $1.key }.map(\.country)
    }

    private static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).trimmingCharacters(in: .whitespaces)
    }
}
