import Catalog
import Platform
import Telecom

/// Where the services work, as the brand's catalogue says.
enum CoverageRoutes {
    static let endpoints: [Endpoint] = [list, country]

    static let list = Endpoint(
        .get, "/v1/coverage", "getCoverage", tag: "Coverage", "List where the services work",
        description: "The zones of the catalogue with their countries. A country that is in none of them is not covered.",
        access: .anyone, parameters: [.nameLanguage], output: CoverageBody.self
    ) { call in
        CoverageBody(call.platform.catalogs.catalog(for: call.brandID).translated(into: call.nameLanguage), in: call.nameLanguage)
    }

    static let country = Endpoint(
        .get, "/v1/coverage/{country}", "getCountryCoverage", tag: "Coverage", "Tell what works in a country",
        description:
            "`known_networks` are those that a public list of access points names in the country; it does not say that a line may use them.",
        access: .anyone, parameters: [.path("country", .country, "ISO 3166-1 alpha-2, such as `MX`."), .nameLanguage],
        output: CountryCoverageBody.self, errors: [.init(404, "country_not_found", "No country has this code.")]
    ) { call in
        guard let country = call.text("country").flatMap({ Country($0) }), country.isAssigned else {
            throw PlatformError.notFound("country")
        }
        return CountryCoverageBody(country, call.platform.catalogs.catalog(for: call.brandID), in: call.nameLanguage)
    }
}

struct CoverageBody: APIBody {
    struct NamedCountry: APIBody {
        let country: Country
        let name: String

        static let schema = JSONSchema.object([.required("country", .country), .required("name", .text(1...100))])
    }

    struct Zone: APIBody {
        let id: String
        let name: String
        let countries: [NamedCountry]
        let dataServices: [ServiceID]
        let talkAndTextServices: [ServiceID]

        static let schemaName = "Zone"
        static let schema = JSONSchema.object([
            .required("id", .text(1...40)), .required("name", .text(1...80)),
            .required("countries", .array(of: .body(NamedCountry.self), count: 1...250)),
            .required("data_services", .serviceIDs, "Services whose data can be used there."),
            .required("talk_and_text_services", .serviceIDs, "Services that talk and text there."),
        ])
    }

    let countries: Int64
    let zones: [Zone]

    static let schema = JSONSchema.object([
        .required("countries", .integer(0...250), "How many countries the zones hold."),
        .required("zones", .array(of: .body(Zone.self), count: 0...50)),
    ])

    init(_ catalog: Catalog, in language: Language) {
        countries = Int64(catalog.coveredCountries.count)
        zones = catalog.zones.map { zone in
            Zone(
                id: zone.id, name: zone.name,
                countries: zone.countries.map { NamedCountry(country: $0, name: $0.name(in: language)) }, dataServices: zone.data,
                talkAndTextServices: zone.talkAndText)
        }
    }
}

struct CountryCoverageBody: APIBody {
    struct KnownNetwork: APIBody {
        let plmn: String
        let brands: [String]

        static let schema = JSONSchema.object([
            .required("plmn", .plmn), .required("brands", .array(of: .text(1...100), count: 1...6), "Names under which it is sold."),
        ])
    }

    let country: Country
    let name: String
    let zone: String?
    let dataServices: [ServiceID]
    let talkAndTextServices: [ServiceID]
    let knownNetworks: [KnownNetwork]

    static let schemaName = "CountryCoverage"
    static let schema = JSONSchema.object([
        .required("country", .country), .required("name", .text(1...100)),
        .optional("zone", .text(1...40), "Absent where nothing works."),
        .required("data_services", .serviceIDs), .required("talk_and_text_services", .serviceIDs),
        .required("known_networks", .array(of: .body(KnownNetwork.self), count: 0...250)),
    ])

    init(_ country: Country, _ catalog: Catalog, in language: Language) {
        let zone = catalog.zone(of: country)
        self.country = country
        name = country.name(in: language)
        self.zone = zone?.id
        dataServices = zone?.data ?? []
        talkAndTextServices = zone?.talkAndText ?? []
        knownNetworks = country.knownNetworks.map { KnownNetwork(plmn: $0.plmn.digits, brands: $0.brands) }
    }
}

extension JSONSchema {
    fileprivate static let serviceIDs = array(of: .text(1...40), count: 0...50)
}

extension Parameter {
    fileprivate static let nameLanguage = query("language", .oneOf(Language.self), "Of names; `en` unless given.")
}

extension Call {
    fileprivate var nameLanguage: Language { text("language").flatMap(Language.init(rawValue:)) ?? .english }
}
