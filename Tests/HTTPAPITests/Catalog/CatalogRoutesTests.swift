import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// The public catalogue, field by field as it was published.
@Suite struct CatalogRoutesTests {
    func get(_ path: String, on platform: Platform? = nil, headers: HTTPFields = [:]) async throws -> TestResponse {
        let platform = if let platform { platform } else { try await testPlatform() }
        return try await testDoor(platform).test(.router) { try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    func json(_ response: TestResponse) throws -> JSONValue { try JSONParser.parse(Array(response.body.readableBytesView)) }

    func keys(_ value: JSONValue?) -> [String] {
        guard case .object(let members)? = value else { return [] }
        return members.map(\.key).sorted()
    }

    @Test func `the catalogue has the published fields`() async throws {
        let response = try await get("/mcp/api")
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/json")
        let catalog = try json(response)
        #expect(keys(catalog) == ["cost_summary", "endpoints", "platform", "services", "timestamp", "version"])
        #expect(catalog["platform"] == "DOTM")
        #expect(catalog["version"] == "1.0")
        #expect(
            keys(catalog["services"])
                == [
                    "api_services", "esim_services", "membership_plans", "network_features", "physical_products", "support_services",
                    "token_services",
                ])
        #expect(keys(catalog["services"]?["esim_services"]) == ["description", "services", "title"])
        #expect(
            catalog["endpoints"]
                == [
                    "service_details": "/mcp/service/{service_id}", "pricing_calculator": "/mcp/calculate", "full_catalog": "/mcp",
                ])
    }

    @Test func `amounts are numbers with two decimals`() async throws {
        let text = String(buffer: try await get("/mcp/api").body)
        #expect(
            text.contains(
                #""cost_summary":{"minimum_monthly":0.00,"basic_monthly":2.00,"full_monthly":5.50,"maximum_monthly":31.50,"#
                    + #""basic_yearly":24.00,"full_yearly":66.00,"maximum_yearly":378.00}"#))
        #expect(text.contains(#""price_usd":99.99,"price_cad":137.00"#))
    }

    @Test func `a service has its fields, and those of its kind alone`() async throws {
        let response = try await get("/mcp/service/network_security_basic")
        let answer = try json(response)
        #expect(keys(answer) == ["category", "service", "timestamp"])
        #expect(answer["category"] == "Network Features")
        #expect(
            keys(answer["service"])
                == [
                    "availability", "billing_cycle", "default_enabled", "description", "features", "id", "name", "price_cad", "price_usd",
                    "type",
                ])
        let reward = try json(try await get("/mcp/service/new_member_token"))
        #expect(reward["service"]?["token_amount"] == "10.33 DOTM")
        #expect(reward["service"]?["type"] == "welcome_reward")
        #expect(keys(reward["service"]).contains("billing_cycle") == false)
    }

    @Test(arguments: [("vpn_access", "network_vpn_access"), ("network_security", "network_security_basic")])
    func `an alias leads to its service`(_ alias: String, _ id: String) async throws {
        #expect(try json(try await get("/mcp/service/\(alias)"))["service"]?["id"] == .string(id))
    }

    @Test(arguments: ["nothing", "BASIC_MEMBERSHIP", "%3Cb%3E", "..%2F..%2Fetc", "a%00b", String(repeating: "a", count: 300)])
    func `what is not a service is not found`(_ id: String) async throws {
        let response = try await get("/mcp/service/\(id)")
        #expect(response.status == .notFound)
        #expect(try json(response)["error"] != nil)
    }

    @Test func `the calculator has the published fields and a year`() async throws {
        let response = try await get("/mcp/calculate?services=basic_membership,network_security")
        #expect(response.status == .ok)
        let text = String(buffer: response.body)
        #expect(
            text.contains(
                #""pricing":{"one_time_total":0.00,"monthly_recurring":7.00,"yearly_recurring":24.00,"annual_total":84.00,"first_year_total":84.00}"#
            ))
        #expect(text.contains(#""unknown_services":[]"#))
        #expect(keys(try json(response)) == ["pricing", "selected_services", "timestamp", "unknown_services"])
    }

    @Test func `lists may be repeated, joined by commas, or both`() async throws {
        let platform = try await testPlatform()
        let once = String(buffer: try await get("/mcp/calculate?services=full_membership&services=vpn_access", on: platform).body)
        #expect(once.contains(#""first_year_total":162.00"#))
        for query in ["services=full_membership,vpn_access", "services=vpn_access%2Cfull_membership&services=full_membership"] {
            #expect(String(buffer: try await get("/mcp/calculate?\(query)", on: platform).body) == once)
        }
    }

    @Test func `unknown services are listed as they were given`() async throws {
        let answer = try json(try await get("/mcp/calculate?services=metal_card,%22%3Cscript%3E,caf%C3%A9"))
        #expect(answer["unknown_services"] == ["\"<script>", "café"])
        #expect(answer["pricing"]?["one_time_total"] == .number(99.99))
    }

    static let refused = [
        ("", "missing_parameter"), ("?services=", "no_services"), ("?services=,,", "no_services"),
        ("?services=" + Array(repeating: "a", count: 101).joined(separator: ","), "too_many_services"),
    ]

    @Test(arguments: refused) func `a question that cannot be answered is refused`(_ query: String, _ code: String) async throws {
        let response = try await get("/mcp/calculate\(query)")
        #expect(response.status == .badRequest)
        let body = try json(response)
        #expect(body["code"] == .string(code))
        #expect(body["usage"] == "Add ?services=service_id1,service_id2 to the address")
    }

    @Test(arguments: [
        "?services=a%00b", "?services=%FF", "?services=metal_card&currency=EUR", "?services=metal_card&currency=MXN", "?shop=1",
        "?" + Array(repeating: "services=a", count: 101).joined(separator: "&"),
    ])
    func `malformed questions are refused`(_ query: String) async throws {
        #expect(try await get("/mcp/calculate\(query)").status == .badRequest)
    }

    @Test func `sums come in Canadian dollars on demand`() async throws {
        let answer = try json(try await get("/mcp/calculate?services=basic_membership&currency=CAD"))
        #expect(answer["currency"] == "CAD")
        #expect(answer["pricing"]?["annual_total"] == .integer(33))
        let catalog = try json(try await get("/mcp/api?currency=CAD"))
        #expect(catalog["currency"] == "CAD")
        #expect(catalog["cost_summary"]?["full_yearly"] == .integer(90))
    }

    @Test func `the same catalogue has the same ETag at any time and is not sent twice`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let first = try await get("/mcp/api", on: platform)
        let etag = try #require(first.headers[.eTag])
        time.advance(seconds: 86_400)
        let second = try await get("/mcp/api", on: platform, headers: [.ifNoneMatch: etag])
        #expect(second.status == .notModified)
        #expect(second.body.readableBytes == 0)
        #expect(try await get("/mcp/api", on: platform, headers: [.ifNoneMatch: "\"other\""]).body == first.body)
        #expect(try await get("/mcp/api?currency=CAD", on: platform).headers[.eTag] != etag)
    }

    @Test func `a brand's host shows its own name and prices`() async throws {
        let text = """
            platform: DOTM
            version: "1.0"
            currencies: [USD]
            rewards: { cashback_basis_points: 1033, welcome: 10.33, founder: 100 }
            categories:
              - { id: c, title: C, description: "", services: [
                { id: data, name: Data, description: "", type: one_time_purchase, price: { USD: 20.00 }, availability: Available,
                  fulfilment: { bucket: { megabytes: 1, priority: 1 } } }] }
            brands:
              brd_north: { platform: North, prices: { data: { USD: 18.50 } } }
            """
        let file = try CatalogFile(parsing: text, file: "catalog.yaml")
        let time = ManualTime().source
        let platform = try await testPlatform(catalogs: CatalogBook(file, at: time.now()))
        #expect(String(buffer: try await get("/mcp/service/data", on: platform).body).contains(#""price_usd":20.00"#))
        _ = try await platform.store.write { transaction in
            _ = try transaction.execute("INSERT INTO brands (id, name, created_at) VALUES ('brd_north', 'North', 0)")
            return try transaction.execute("INSERT INTO brand_hosts (host, brand_id) VALUES ('localhost', 'brd_north')")
        }
        #expect(String(buffer: try await get("/mcp/service/data", on: platform).body).contains(#""price_usd":18.50"#))
        #expect(String(buffer: try await get("/mcp/api", on: platform).body).hasPrefix(#"{"platform":"North""#))
    }
}
