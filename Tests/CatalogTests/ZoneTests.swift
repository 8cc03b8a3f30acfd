import Catalog
import Platform
import Telecom
import TestKit
import Testing

@Suite struct ZoneTests {
    private func parsed(_ zones: String) throws(CatalogProblems) -> Catalog {
        try CatalogFile(parsing: CatalogFileTests.sound + "\nzones:\n" + zones, file: "catalog.yaml").catalog
    }

    private func problems(_ zones: String) -> [String] {
        do {
            _ = try parsed(zones)
            return []
        } catch {
            return error.problems.map { "\($0.key): \($0.rule)" }
        }
    }

    @Test func `a zone holds its countries, by code, and says what works there`() throws {
        let catalog = try parsed(
            """
              - { id: near, name: Near, countries: [US, CA], data: [data], talk_and_text: [plan] }
              - { id: far, name: Far, countries: [FR], data: [data] }
            """)
        #expect(catalog.zones.map(\.id) == ["near", "far"])
        let near = try #require(catalog.zone(of: Country("CA")!))
        #expect(near.countries.map(\.code) == ["CA", "US"])
        #expect(near.data == ["data"] && near.talkAndText == ["plan"])
        #expect(catalog.zone(of: Country("FR")!)?.talkAndText == [])
        #expect(catalog.zone(of: Country("DE")!) == nil)
        #expect(catalog.coveredCountries.map(\.code) == ["CA", "FR", "US"])
    }

    @Test func `a catalogue without zones covers nothing`() throws {
        let catalog = try CatalogFile(parsing: CatalogFileTests.sound, file: "catalog.yaml").catalog
        #expect(catalog.zones.isEmpty && catalog.coveredCountries.isEmpty)
    }

    @Test func `a brand that hides a service promises it nowhere`() throws {
        let file = try CatalogFile(
            parsing: CatalogFileTests.sound + """

                zones:
                  - { id: near, name: Near, countries: [US], data: [data], talk_and_text: [plan] }
                  - { id: talk, name: Talk, countries: [FR], talk_and_text: [plan] }
                """, file: "catalog.yaml")
        #expect(file.catalog.zones.count == 2)
        #expect(
            file.catalog(for: BrandID("brd_north")!).zones == [
                Zone(id: "near", name: "Near", countries: [Country("US")!], data: ["data"], talkAndText: [])
            ])
    }

    @Test(arguments: [
        ("  - { id: a, name: A, countries: [us], data: [data] }", "zones[0].countries[0]: must be the two capital letters"),
        ("  - { id: a, name: A, countries: [ZZ], data: [data] }", "zones[0].countries[0]: must be the two capital letters"),
        ("  - { id: a, name: A, countries: [], data: [data] }", "zones[0].countries: must be a list of 1 to 250 entries"),
        ("  - { id: a, name: A, countries: [US, US], data: [data] }", "zones[0].countries[1]: US is in a already"),
        ("  - { id: A, name: A, countries: [US], data: [data] }", "zones[0].id: must be a lower-case letter"),
        ("  - { id: a, name: A, countries: [US] }", "zones[0].data: must name a service where talk_and_text names none"),
        ("  - { id: a, name: A, countries: [US], data: [nothing] }", "zones[0].data[0]: must name a service of this file, each once"),
        ("  - { id: a, name: A, countries: [US], data: [data, data] }", "zones[0].data[1]: must name a service of this file, each once"),
        ("  - { id: a, countries: [US], data: [data] }", "zones[0].name: is required"),
        ("  - { id: a, name: A, countries: [US], data: [data], voice: [plan] }", "zones[0].voice: unknown key"),
    ])
    func `what is wrong with a zone is said where it stands`(_ zones: String, problem: String) {
        #expect(problems(zones).contains { $0.hasPrefix(problem) }, "\(problems(zones))")
    }

    @Test func `a country is in one zone and an id names one`() {
        let found = problems(
            """
              - { id: a, name: A, countries: [US], data: [data] }
              - { id: a, name: B, countries: [US, CA], data: [data] }
            """)
        #expect(found.contains { $0.hasPrefix("zones[1].countries[0]: US is in a already") })
        #expect(found.contains { $0.hasPrefix("zones[1].id: ") })
    }

    @Test func `the number of zones is bounded`() {
        let zones = (0...50).map { "  - { id: z\($0), name: Z, countries: [US], data: [data] }" }.joined(separator: "\n")
        #expect(problems(zones) == ["zones: must be a list of 0 to 50 entries"])
    }

    @Test func `the shipped catalogue covers more than 190 countries with data, and talks and texts in three`() throws {
        let catalog = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm)
        #expect(catalog.coveredCountries.count > 190)
        #expect(catalog.zones.allSatisfy { $0.data == ["global_data_10gb", "beta_esim_activation"] })
        let talking = catalog.zones.filter { !$0.talkAndText.isEmpty }
        #expect(talking.map(\.talkAndText) == [["full_membership"]])
        #expect(talking.flatMap(\.countries).map(\.code) == ["CA", "MX", "US"])
    }
}
