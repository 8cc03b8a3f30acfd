import Catalog
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct CatalogPageTests {
    func get(_ path: String, on platform: Platform? = nil) async throws -> TestResponse {
        let platform = if let platform { platform } else { try await testPlatform() }
        return try await testDoor(platform, endpoints: Pages.all).test(.router) { try await $0.execute(uri: path, method: .get) }
    }

    func html(_ path: String, on platform: Platform? = nil) async throws -> String {
        let response = try await get(path, on: platform)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        return String(buffer: response.body)
    }

    @Test func `the catalogue shows every category and service with its price`() async throws {
        let platform = try await testPlatform()
        let html = try await html("/mcp", on: platform)
        for category in platform.catalogs.catalog(for: .dotm).categories {
            #expect(html.contains("<h2 id=\"\(category.id)\">\(category.title)</h2>"))
            for service in category.services {
                #expect(html.contains("value=\"\(service.id)\""))
                #expect(html.contains(service.name))
            }
        }
        #expect(html.contains("$99.99"))
        #expect(html.components(separatedBy: "<strong>free</strong>").count - 1 == 10)
        #expect(html.contains("20 services in 7 categories"))
        #expect(html.contains("/mcp/calculate?services=a,b"))
        #expect(html.contains("Nov 23, 2026, 12:00\u{202F}PM UTC"))
    }

    @Test func `the four tiles go from nothing to everything`() async throws {
        let html = try await html("/mcp")
        for amount in ["$0.00", "$24.00", "$66.00", "$31.50"] {
            #expect(html.contains("<strong class=\"number\">\(amount)</strong>"))
        }
    }

    @Test func `the calculator works without scripts`() async throws {
        let html = try await html("/mcp?services=basic_membership&services=network_vpn_access,metal_card")
        #expect(html.contains("data-sum=\"one_time_total\">$99.99<"))
        #expect(html.contains("data-sum=\"monthly_recurring\">$10.00<"))
        #expect(html.contains("data-sum=\"annual_total\">$120.00<"))
        #expect(html.contains("data-sum=\"first_year_total\">$219.99<"))
        #expect(html.components(separatedBy: " checked").count - 1 == 3)
    }

    @Test func `nothing ticked costs nothing`() async throws {
        let html = try await html("/mcp?currency=CAD")
        #expect(html.contains("data-sum=\"first_year_total\">CA$0.00<"))
        #expect(html.contains("CA$137.00"))
        #expect(html.contains("href=\"/mcp?currency=USD\""))
    }

    @Test func `what an operator or a visitor writes is text, never markup`() async throws {
        let text = """
            platform: "<b>Shop</b>"
            version: "1.0"
            currencies: [USD]
            rewards: { cashback_basis_points: 0, welcome: 0, founder: 0 }
            categories:
              - { id: c, title: "<i>C</i>", description: "\\"&'", services: [
                { id: d, name: "<script>alert(1)</script>", description: "", type: included_service, price: free, availability: "<u>" }] }
            """
        let file = try CatalogFile(parsing: text, file: "catalog.yaml")
        let platform = try await testPlatform(catalogs: CatalogBook(file, at: ManualTime().source.now()))
        let html = try await html("/mcp?services=%3Cscript%3Ealert(1)%3C/script%3E", on: platform)
        for markup in ["<b>Shop", "<i>C", "<script>alert", "<u>"] { #expect(!html.contains(markup)) }
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test(arguments: ["/", "/mcp"]) func `pages load nothing from other hosts and run no script of their own text`(_ path: String)
        async throws
    {
        let response = try await get(path)
        let html = String(buffer: response.body)
        #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("//cdn"))
        #expect(!html.contains(" style=") && !html.contains("<style") && !html.contains("onclick"))
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(response.headers[.setCookie] == nil)
    }

    @Test(arguments: [("/brand.css", "text/css; charset=utf-8")])
    func `the brand's colours carry their type and an ETag`(_ path: String, _ type: String) async throws {
        let response = try await get(path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == type)
        #expect(response.headers[.eTag] != nil)
    }

    @Test(arguments: ["/assets/..%2F..%2Fcatalog.yaml", "/assets/Shell.mustache", "/assets/gorse.css", "/assets/"])
    func `nothing but the listed assets is served`(_ path: String) async throws {
        #expect(try await get(path).status == .notFound)
    }

    @Test func `the first page offers data and the memberships`() async throws {
        let html = try await html("/")
        #expect(html.contains("10.33 DOTM"))
        #expect(html.contains("10.33%"))
        for id in ["global_data_10gb", "basic_membership", "full_membership"] { #expect(html.contains("/buy?services=\(id)\"")) }
    }
}
