import Catalog
import Platform
import Telecom
import TestKit
import Testing

/// What a catalogue says in other languages.
@Suite struct TranslationTests {
    static let translations = """

        translations:
          Packs: { es: Paquetes, fr: Forfaits }
          Data: { es: Datos, fr: Données }
          Some data: { es: Unos datos }
          GST: { fr: TPS }
          Nothing of this: { fr: Rien }
        taxes:
          - { country: CA, name: GST, basis_points: 500 }
        """

    func catalog() throws -> CatalogFile {
        try CatalogFile(parsing: CatalogFileTests.sound + Self.translations, file: "catalog.yaml")
    }

    @Test func `people read the catalogue in their language, with its own words where one is missing`() throws {
        let french = try catalog().catalog.translated(into: .french)
        let data = try #require(french.service("data"))
        #expect(french.categories[0].title == "Forfaits")
        #expect(data.name == "Données" && data.description == "Some data" && data.availability == "Available")
        #expect(french.taxes[Country("CA")!]?.name == "TPS")
        #expect(try catalog().catalog.translated(into: .spanish).service("data")?.description == "Unos datos")
        #expect(try catalog().catalog.text("Data", in: .spanish) == "Datos")
        #expect(try catalog().catalog.text("what was sold once", in: .spanish) == "what was sold once")
    }

    @Test func `ids, prices, what it brings and the brand are the same in every language`() throws {
        let catalog = try catalog().catalog
        let french = catalog.translated(into: .french)
        #expect(french.platform == "Acme")
        for (one, other) in zip(catalog.services, french.services) {
            #expect(one.id == other.id && one.price == other.price && one.fulfilment == other.fulfilment && one.kind == other.kind)
        }
    }

    @Test func `a brand's price list keeps the translations`() throws {
        let north = try catalog().catalog(for: BrandID("brd_north")!).translated(into: .spanish)
        #expect(north.service("data")?.name == "Datos")
        #expect(north.service("data")?.price[.usd]?.decimal == "18.50")
    }

    @Test func `a limited service is one in every language`() throws {
        let shipped = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm, in: .french)
        #expect(shipped.service("metal_card")?.isLimited == true)
        #expect(shipped.service("global_data_10gb")?.isLimited == false)
    }

    @Test func `what is missing is said for the languages that the catalogue speaks, and what translates nothing`() throws {
        let gaps = try catalog().catalog.translationGaps.map(\.description)
        #expect(gaps.contains("not translated into fr: Some data"))
        #expect(gaps.contains("not translated into es: GST"))
        #expect(gaps.contains("a translation of what is not in the catalogue: Nothing of this"))
        #expect(!gaps.contains { $0.contains("into en") || $0.hasSuffix(": Data") })
        #expect(try CatalogFile(parsing: CatalogFileTests.sound, file: "catalog.yaml").catalog.translationGaps.isEmpty)
    }

    @Test func `mistakes are named`() {
        let faulty = "\ntranslations:\n  Data: { de: Daten }\n  Packs: Paquetes\n  Plan: { es: '' }\n"
        let problems = CatalogFileTests().problems(CatalogFileTests.sound + faulty)
        #expect(problems.contains { $0.contains("translations.Data.de: unknown key; allowed are en, es, fr") })
        #expect(problems.contains { $0.contains("translations.Packs: must be a mapping with en, es, fr") })
        #expect(problems.contains { $0.contains("translations.Plan.es: must be text of 1 to 500 characters on one line") })
    }

    @Test func `the catalogue that is shipped is whole in Spanish and French`() throws {
        let catalog = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm)
        #expect(catalog.translationGaps.map(\.description) == [])
        #expect(catalog.texts.count > 100)
        for text in catalog.texts {
            #expect(catalog.translations[text]?[.spanish]?.isEmpty == false && catalog.translations[text]?[.french]?.isEmpty == false)
            #expect(catalog.text(text, in: .english) == text)
        }
    }
}
