import Catalog
import Foundation
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct CoverageTests {
    @Test(arguments: [
        ("japan", ["JP"]), ("Japón", ["JP"]), ("JAPON", ["JP"]), ("jp", ["JP"]), ("ca", ["CA"]), ("états unis", ["US", "UM", "VI"]),
        ("Niger", ["NE", "NG"]), ("côte d", ["CI"]), ("atlantis", []), ("  ", []), ("<b>", []),
    ])
    func `a country is found by its code or the words of its name in any language, exact ones first`(_ text: String, _ codes: [String]) {
        #expect(CountryNames.matching(text, in: .english).map(\.code) == codes)
    }

    @Test func `countries are in the order of their names in the reader's language, accents aside`() throws {
        let countries = try ["DE", "EG", "AT"].map { try #require(Country($0)) }
        #expect(CountryNames.sorted(countries, in: .english).map(\.code) == ["AT", "EG", "DE"])
        #expect(CountryNames.sorted(countries, in: .french).map(\.code) == ["DE", "AT", "EG"])
    }

    @Test func `the map shows every kind of land there is`() throws {
        #expect(WorldMap.outlines.count > 150)
        #expect(WorldMap.outlines.allSatisfy { $0.country.isAssigned && $0.path.hasPrefix("M") && $0.path.hasSuffix("z") })
        let catalog = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm)
        let map = WorldMap.svg(catalog, chosen: Country("MX"), label: "\"A\" <map>")
        for kind in ["land", "data", "talk", "chosen"] { #expect(map.contains("class=\"\(kind)\"")) }
        #expect(map.contains("aria-label=\"&quot;A&quot; &lt;map&gt;\""))
        #expect(!WorldMap.svg(catalog, chosen: nil, label: "").contains("chosen"))
    }

    @Test func `the page answers what works in a country, in three languages`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            for (language, country, answer, service) in [
                ("en", "japan", "Not here", "Global Data 10GB"), ("es", "japón", "Aquí no", "Datos globales 10 GB"),
                ("fr", "japon", "Pas ici", "Données mondiales 10 Go"),
            ] {
                try await ana.choose(language)
                try await ana.get("/coverage?country=\(country.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
                #expect(ana.html.contains(service), "\(language)")
                #expect(ana.html.contains(answer), "\(language)")
                #expect(ana.html.contains("NTT"), "\(language)")
            }
            try await ana.choose("en")
            try await ana.get("/coverage?country=mexico")
            #expect(ana.html.contains("Full Membership") && ana.html.contains("Telcel") && !ana.html.contains("Not here"))
            try await ana.get("/coverage?country=antarctica")
            #expect(ana.html.contains("<span class=\"badge plain\">Not covered</span>"))
            try await ana.get("/coverage?country=%3Cb%3E")
            #expect(ana.html.contains("No country is called so") && ana.html.contains("value=\"&lt;b&gt;\""))
            try await ana.get("/coverage?country=a")
            #expect(ana.html.contains("The first 10 of"))
        }
    }

    @Test func `an operator without zones promises nothing`() async throws {
        let catalog = Catalog(
            platform: "Bare", version: "1", currencies: [.usd], categories: [], aliases: [:],
            rewards: RewardTerms(cashbackBasisPoints: 0, welcome: .zero, founder: .zero))
        let page = CoveragePage(catalog, country: "mexico", in: .english)
        #expect(page.lead == "We have not said yet where our services work.")
        #expect(page.zones.isEmpty && page.found.map(\.data) == [nil] && page.found.map(\.talkAndText) == [nil])
    }
}
