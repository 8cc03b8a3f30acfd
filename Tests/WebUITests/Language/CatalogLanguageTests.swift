import Catalog
import HTTPAPI
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

/// What the operator's catalogue says is read in the reader's language, wherever it stands.
@Suite struct CatalogLanguageTests {
    /// Texts that a page shows as they stand in the catalogue though there is another word for them in `language`.
    private func leftovers(_ html: String, _ catalog: Catalog, _ language: Language) -> [String] {
        let text = html.replacing("&#39;", with: "'").replacing("&amp;", with: "&")
        return catalog.texts.filter { catalog.text($0, in: language) != $0 }.filter { name in
            [">\(name)<", ">\(name),", " \(name)<", "× \(name):", "\"\(name)\""].contains { text.contains($0) }
        }
    }

    @Test(arguments: [(Language.spanish, "Membresía básica"), (.french, "Adhésion de base")])
    func `every page of a member names services in the reader's language`(_ language: Language, _ membership: String) async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.choose(language.rawValue)
            try await ana.join()
            try await ana.buyLine(platform)
            let id = try await ana.account(platform)
            let order = try #require(try await platform.orders(of: id, limit: 1).first).id
            let invoice = try #require(try await platform.invoices(of: id, limit: 1).first).id
            let catalog = platform.catalogs.catalog(for: .dotm)
            for path in [
                "/", "/plans", "/mcp", "/buy?services=basic_membership", "/account", "/orders", "/orders/\(order)", "/receipts/\(invoice)",
                "/notifications", "/rewards",
            ] {
                #expect(try await ana.get(path).status == .ok)
                #expect(leftovers(ana.html, catalog, language) == [], "\(path)")
                if path != "/rewards" { #expect(ana.html.contains(membership), "\(path)") }
            }
        }
    }

    @Test func `what was bought keeps the name that it was sold under`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.choose("fr")
            try await ana.join()
            try await ana.buyLine(platform)
            let order = try #require(try await platform.orders(of: ana.account(platform), limit: 1).first)
            #expect(order.items.map(\.name) == ["Basic Membership", "Global Data 10GB"])
        }
    }

    @Test func `the public catalogue of programs is the same in every language`() async throws {
        let platform = try await testPlatform()
        try await testDoor(platform).test(.router) { client in
            let english = try await client.execute(uri: "/mcp/api", method: .get)
            let french = try await client.execute(uri: "/mcp/api", method: .get, headers: [.acceptLanguage: "fr"])
            #expect(english.body == french.body)
        }
    }

    @Test func `a percentage and tokens are written as the language does`() {
        #expect(Language.english.percent(basisPoints: 1033) == "10.33%")
        #expect(Language.french.percent(basisPoints: 1033).replacing("\u{202F}", with: "\u{A0}") == "10,33\u{A0}%")
        #expect(Language.english.percent(basisPoints: 250) == "2.5%")
    }
}
