import Telecom
import Testing

@Suite struct CountryTests {
    private func country(_ code: String) throws -> Country { try #require(Country(code)) }

    @Test func `the table holds every country of the world, each with its names`() {
        #expect(Country.all.count >= 250)
        #expect(Country.all == Country.all.sorted { $0.code < $1.code })
        for country in Country.all {
            for language in Language.allCases {
                let name = country.name(in: language)
                #expect(name.count > 2 && name != country.code, "\(country) in \(language)")
            }
        }
    }

    @Test func `every country with a mobile country code of its own has a name`() throws {
        for code in ["310", "334", "208", "221", "750"] {
            #expect(try #require(PLMN(code + "01")?.country).isAssigned)
        }
    }

    @Test func `a country is called by its name in each language`() throws {
        let germany = try country("DE")
        #expect(Language.allCases.map { germany.name(in: $0) } == ["Germany", "Alemania", "Allemagne"])
        #expect(try country("XK").name() == "Kosovo")
    }

    @Test func `a code that nobody has is not assigned, and is its own name`() throws {
        let nowhere = try country("ZZ")
        #expect(!nowhere.isAssigned && nowhere.name() == "ZZ" && nowhere.knownNetworks.isEmpty)
    }

    @Test func `known networks are of their country by their mobile country code, or of one that has none of its own`() throws {
        let known = Country.all.flatMap { country in country.knownNetworks.map { (country, $0) } }
        #expect(known.count > 700)
        // Guernsey, Jersey and the Isle of Man use the United Kingdom's.
        let guests = try ["GG", "JE", "IM"].map(country)
        for (country, network) in known {
            #expect(network.plmn.country == country || guests.contains(country), "\(network.plmn) of \(country)")
            #expect((1...6).contains(network.brands.count) && network.brands.allSatisfy { !$0.isEmpty })
        }
        #expect(try country("MX").knownNetworks.contains { $0.plmn.digits == "33402" && $0.brands == ["Telcel"] })
    }
}
