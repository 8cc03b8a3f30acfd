import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// Brands, catalogue and health, as a program sees them.
@Suite struct SettingsRoutesTests {
    private let platform: Platform
    private let people: [String: Principal]

    init() async throws {
        platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        people = [
            "admin": admin, "ana": try await platform.testSubscriber(),
            "support": try await platform.testSubscriber("support@example.com", role: .support),
            "stranger": Principal(accountID: admin.accountID, brandID: BrandID("brd_heather")!, role: .admin),
            "partner": Principal(accountID: admin.accountID, brandID: BrandID("brd_heather")!, role: .partner),
        ]
    }

    private func ask(
        _ method: HTTPRequest.Method, _ uri: String, _ body: JSONValue? = nil, as person: String = "admin"
    ) async throws -> (status: Int, body: JSONValue) {
        var headers: HTTPFields = [.authorization: "Bearer \(person)"]
        if body != nil { headers[.contentType] = "application/json" }
        return try await testDoor(platform, people: people).test(.router) { [headers] client in
            let response = try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0.bytes) })
            let bytes = Array(response.body.readableBytesView)
            return (response.status.code, bytes.isEmpty ? .object([]) : try JSONParser.parse(bytes))
        }
    }

    @Test func `a brand is made and dressed by the operator and by its own admin`() async throws {
        let made = try await ask(
            .post, "/v1/admin/brands", ["id": "brd_heather", "name": "Heather", "hosts": ["heather.example"]])
        #expect(made.status == 201 && made.body["brand"]?["version"] == 1)
        #expect(try await ask(.post, "/v1/admin/brands", ["id": "brd_x", "name": "X"], as: "stranger").status == 403)
        let dress: JSONValue = [
            "after": 1, "name": "<b>Heather</b>", "accent_light": "#7a3fb0", "support_email": "help@heather.example",
            "legal": "Heather Ltd.\nOne Moor Lane", "logo": .string(Data(Self.pixel).base64EncodedString()),
            "texts": ["fr": ["heading": "Bonjour"], "es": ["lead": "Tu línea."]],
        ]
        let dressed = try await ask(.put, "/v1/admin/brands/brd_heather", dress, as: "stranger")
        #expect(dressed.status == 200 && dressed.body["brand"]?["name"] == "<b>Heather</b>" && dressed.body["brand"]?["logo_digest"] != nil)
        #expect(dressed.body["brand"]?["texts"]?["fr"]?["heading"] == "Bonjour" && dressed.body["brand"]?["texts"]?["en"] == nil)
        let kept = try await ask(.put, "/v1/admin/brands/brd_heather", ["after": 2, "name": "Heather"])
        #expect(kept.body["brand"]?["logo_digest"] != nil && kept.body["brand"]?["accent_light"] == nil)
        let bare = try await ask(.put, "/v1/admin/brands/brd_heather", ["after": 3, "name": "Heather", "logo": .null])
        #expect(bare.body["brand"]?["logo_digest"] == nil)
        for (body, code) in [
            (["after": 4, "name": "H", "accent_light": "#ffee00"] as JSONValue, "low_contrast"),
            (["after": 4, "name": "H", "texts": ["fr": ["heading": " "]]], "invalid_heading"),
            (["after": 4, "name": "H", "texts": ["fr": ["lead": "\n"]]], "invalid_text"),
            (["after": 4, "name": "H", "logo": "PHN2Zy8+"], "invalid_logo"), (["after": 4, "name": "H", "logo": "%%%"], "invalid_logo"),
            (["after": 1, "name": "H"], "brand_changed"), (["after": 4, "name": "H", "accent_dark": "red"], "invalid_text"),
        ] {
            let refused = try await ask(.put, "/v1/admin/brands/brd_heather", body)
            #expect([400, 409].contains(refused.status), "\(code)")
            if code != "invalid_text" { #expect(refused.body["error"]?["code"] == .string(code)) }
        }
        #expect(try await ask(.put, "/v1/admin/brands/brd_dotm", ["after": 0, "name": "Mine"], as: "stranger").status == 404)
        #expect(try await ask(.put, "/v1/admin/brands/brd_heather", ["after": 4, "name": "Mine"], as: "partner").status == 403)
        #expect(try await ask(.get, "/v1/admin/brands/brd_dotm", as: "stranger").status == 404)
        #expect(try await ask(.get, "/v1/admin/brands", as: "partner").status == 403)
        #expect(try await ask(.get, "/v1/admin/brands", as: "stranger").body["has_more"] == false)
        #expect(try await ask(.put, "/v1/admin/brands/brd_heather/hosts", ["hosts": ["x y"]]).status == 400)
        #expect(try await ask(.put, "/v1/admin/brands/brd_heather/hosts", ["hosts": ["new.example"]]).status == 200)
        #expect(try await ask(.put, "/v1/admin/brands/brd_heather/hosts", ["hosts": []], as: "stranger").status == 403)
    }

    @Test func `a catalogue is previewed, published and read back`() async throws {
        let present = try await ask(.get, "/v1/admin/catalog", as: "support")
        guard case .string(let text)? = present.body["text"] else {
            Issue.record("no text")
            return
        }
        let raised = JSONValue.string(text.replacing("USD: 20.00", with: "USD: 21.50"))
        let preview = try await ask(.post, "/v1/admin/catalog/preview", ["text": raised], as: "support")
        #expect(preview.body["is_sound"] == true && preview.body["after"] == 0)
        let problems = try await ask(.post, "/v1/admin/catalog/preview", ["text": "a: [<script>"])
        #expect(problems.status == 200 && problems.body["is_sound"] == false)
        let publish: JSONValue = ["text": raised, "note": "autumn", "after": 0]
        #expect(try await ask(.post, "/v1/admin/catalog/versions", publish, as: "support").status == 403)
        #expect(try await ask(.post, "/v1/admin/catalog/versions", publish, as: "stranger").status == 403)
        let published = try await ask(.post, "/v1/admin/catalog/versions", publish)
        #expect(published.status == 201 && published.body["version"] == 1)
        #expect(try await ask(.post, "/v1/admin/catalog/versions", publish).body["error"]?["code"] == "catalog_changed")
        #expect(try await ask(.get, "/v1/admin/catalog/versions/1").body["text"] == raised)
        #expect(try await ask(.get, "/v1/admin/catalog/versions/2").status == 404)
        #expect(try await ask(.get, "/v1/admin/catalog/versions").body["has_more"] == false)
        #expect(try await ask(.get, "/v1/admin/catalog", as: "stranger").status == 403)
        #expect(try await ask(.get, "/v1/admin/catalog", as: "ana").status == 403)
        let service = try await ask(.get, "/mcp/service/global_data_10gb", as: "ana")
        #expect(service.body["service"]?["price_usd"] == .number(21.5))
    }

    @Test func `health is told to the operator`() async throws {
        let health = try await ask(.get, "/v1/admin/health", as: "support")
        #expect(health.status == 200 && health.body["catalog_version"] == 0)
        #expect(try await ask(.get, "/v1/admin/health", as: "stranger").status == 403)
        #expect(try await ask(.get, "/v1/admin/health", as: "ana").status == 403)
    }

    private static let pixel = Data(
        base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")!
}
