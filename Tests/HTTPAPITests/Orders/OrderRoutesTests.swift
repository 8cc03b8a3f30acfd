import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct OrderRoutesTests {
    /// Ana buys, Ben looks on, the admin refunds.
    private final class Shop: Sendable {
        let platform: Platform
        let people: [String: Principal]

        init(catalogs: CatalogBook? = nil) async throws {
            platform = try await testPlatform(catalogs: catalogs)
            people = [
                "ana": try await platform.testSubscriber(), "ben": try await platform.testSubscriber("ben@example.com"),
                "admin": try await platform.testSubscriber("admin@example.com", role: .admin),
            ]
        }

        func ask(
            _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil, as person: String = "ana", key: String? = nil
        ) async throws -> (status: Int, body: JSONValue) {
            var headers: HTTPFields = [.authorization: "Bearer \(person)"]
            if body != nil { headers[.contentType] = "application/json" }
            if let key { headers[HTTPField.Name("Idempotency-Key")!] = key }
            return try await testDoor(platform, people: people).test(.router) { [headers] client in
                let response = try await client.execute(
                    uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
                let bytes = Array(response.body.readableBytesView)
                return (response.status.code, bytes.isEmpty ? .object([]) : try JSONParser.parse(bytes))
            }
        }
    }

    private func card(_ number: TestCardNumber, saved: Bool = false) -> String {
        #"{"card":{"number":"\#(number.rawValue)","expiry_month":12,"expiry_year":2060,"cvc":"123"},"save_card":\#(saved)}"#
    }

    private func text(_ value: JSONValue?) -> String {
        if case .string(let text)? = value { text } else { "" }
    }

    @Test func `a purchase from the order to the refund, as a program sees it`() async throws {
        let shop = try await Shop()
        let cart = #"{"items":[{"service_id":"basic_membership"},{"service_id":"global_data_10gb"}]}"#
        let placed = try await shop.ask(.post, "/v1/orders", cart, key: "cart-1")
        #expect(placed.status == 201 && placed.body["total"]?["minor_units"] == 4400)
        let id = text(placed.body["id"])
        #expect(text(try await shop.ask(.post, "/v1/orders", cart, key: "cart-1").body["id"]) == id)

        let declined = try await shop.ask(.post, "/v1/orders/\(id)/payment", card(.declined))
        #expect(declined.status == 402 && declined.body["error"]?["code"] == "card_declined")
        let asked = try await shop.ask(.post, "/v1/orders/\(id)/payment", card(.authenticateAlways))
        #expect(asked.body["state"] == "requires_action")
        let paid = try await shop.ask(.post, "/v1/orders/\(id)/payment", card(.succeeds, saved: true))
        #expect(paid.status == 200 && paid.body["state"] == "succeeded")
        let confirmed = try await shop.ask(.post, "/v1/orders/\(id)/payment/confirmation", "{}")
        #expect(confirmed.body["state"] == "succeeded")
        #expect(try await shop.ask(.post, "/v1/orders/\(id)/cancellation").status == 409)
        try await shop.platform.runDueJobs()

        let order = try await shop.ask(.get, "/v1/orders/\(id)")
        #expect(order.body["order"]?["state"] == "fulfilled")
        #expect(try await shop.ask(.get, "/v1/orders").body["has_more"] == false)
        let rewards = try await shop.ask(.get, "/v1/rewards")
        #expect(rewards.body["balance"] == "14.8752")
        #expect(try await shop.ask(.get, "/v1/rewards/history").status == 200)
        let cards = try await shop.ask(.get, "/v1/payment-methods")
        guard case .array(let saved)? = cards.body["data"], saved.count == 1 else { return #expect(Bool(false), "\(cards.body)") }
        #expect(saved[0]["last4"] == "4242" && saved[0]["token"] == nil)

        let memberships = try await shop.ask(.get, "/v1/memberships")
        guard case .array(let running)? = memberships.body["data"] else { return #expect(Bool(false)) }
        let membership = text(running.first?["id"])
        #expect(try await shop.ask(.get, "/v1/memberships/\(membership)").body["state"] == "active")
        #expect(try await shop.ask(.post, "/v1/memberships/\(membership)/cancellation").body["cancel_requested_at"] != nil)
        #expect(try await shop.ask(.delete, "/v1/memberships/\(membership)/cancellation").body["cancel_requested_at"] == nil)

        #expect(try await shop.ask(.post, "/v1/admin/orders/\(id)/refunds", #"{"reason":"x"}"#).status == 403)
        let refund = try await shop.ask(
            .post, "/v1/admin/orders/\(id)/refunds", #"{"items":[{"position":1,"quantity":1}],"reason":"unused"}"#, as: "admin")
        #expect(refund.status == 201 && refund.body["amount"]?["minor_units"] == 2000)
        #expect(try await shop.ask(.get, "/v1/rewards").body["balance"] == "12.8092")
        let invoices = try await shop.ask(.get, "/v1/invoices")
        guard case .array(let papers)? = invoices.body["data"], papers.count == 2 else { return #expect(Bool(false)) }
        #expect(try await shop.ask(.get, "/v1/invoices/\(text(papers[0]["id"]))").body["order_id"] == .string(id))
        #expect(try await shop.ask(.delete, "/v1/payment-methods/\(text(saved[0]["id"]))").status == 204)
        #expect(try await shop.ask(.get, "/v1/admin/ledger/balances", as: "admin").status == 200)
        #expect(try await shop.ask(.get, "/v1/admin/ledger/balances").status == 403)
    }

    @Test func `other people's orders are not found`() async throws {
        let shop = try await Shop()
        let id = text(try await shop.ask(.post, "/v1/orders", #"{"items":[{"service_id":"global_data_10gb"}]}"#).body["id"])
        #expect(try await shop.ask(.get, "/v1/orders/\(id)", as: "ben").status == 404)
        #expect(try await shop.ask(.post, "/v1/orders/\(id)/payment", card(.succeeds), as: "ben").status == 404)
        #expect(try await shop.ask(.post, "/v1/orders/\(id)/payment/confirmation", "{}", as: "ben").status == 404)
        #expect(try await shop.ask(.post, "/v1/orders/\(id)/cancellation", as: "ben").status == 404)
        #expect(try await shop.ask(.get, "/v1/orders/\(id)").body["order"]?["state"] == "placed")
    }

    @Test(arguments: [
        (#""number":"4242424242424241""#, "card.number"), (#""number":"4242424242424242","cvc":"1234""#, "card.cvc"),
        (#""number":"4242424242424242","expiry_year":2020"#, "card.expiry_year"),
    ])
    func `a card that is mistyped is refused by field`(change: String, field: String) async throws {
        let shop = try await Shop()
        let id = text(try await shop.ask(.post, "/v1/orders", #"{"items":[{"service_id":"global_data_10gb"}]}"#).body["id"])
        var parts = [change]
        for (name, value) in [("expiry_month", "12"), ("expiry_year", "2060"), ("cvc", "\"123\"")] where !change.contains(name) {
            parts.append("\"\(name)\":\(value)")
        }
        let answer = try await shop.ask(.post, "/v1/orders/\(id)/payment", "{\"card\":{\(parts.joined(separator: ","))}}")
        #expect(answer.status == 400 && answer.body["error"]?["param"] == .string(field), "\(answer)")
    }

    @Test func `support lists what waits for the post and says that it was sent`() async throws {
        let shop = try await Shop()
        let order = try await shop.platform.testPurchase(["metal_card"], as: shop.people["ana"]!)
        #expect(try await shop.ask(.get, "/v1/admin/shipments").status == 403)
        let listed = try await shop.ask(.get, "/v1/admin/shipments", as: "admin")
        guard case .array(let waiting)? = listed.body["data"], waiting.count == 1 else { return #expect(Bool(false), "\(listed.body)") }
        #expect(waiting[0]["order_id"] == .string(order.id.text) && waiting[0]["address"]?["city"] == "Montreal")
        let id = text(waiting[0]["shipment"]?["id"])

        let path = "/v1/admin/shipments/\(id)/dispatch"
        let sent = #"{"carrier":"Canada Post","tracking_number":"RR123456785CA"}"#
        for (bad, field) in [
            (#"{"carrier":"Canada Post"}"#, "tracking_number"), (#"{"carrier":"","tracking_number":"RR123456785CA"}"#, "carrier"),
            (#"{"carrier":"   ","tracking_number":"RR123456785CA"}"#, "carrier"),
            (#"{"carrier":"Canada Post","tracking_number":"<script>"}"#, "tracking_number"),
        ] {
            let refused = try await shop.ask(.put, path, bad, as: "admin")
            #expect(refused.status == 400 && refused.body["error"]?["param"] == .string(field), "\(refused.body)")
        }
        #expect(try await shop.ask(.put, path, sent).status == 403)
        #expect(try await shop.ask(.put, "/v1/admin/shipments/shp_nothing/dispatch", sent, as: "admin").status == 404)
        #expect(try await shop.ask(.get, "/v1/admin/shipments?state=shipped", as: "admin").body["data"] == .array([]))
        #expect(try await shop.ask(.put, path, sent, as: "admin").status == 200)
        let again = try await shop.ask(.put, path, sent, as: "admin")
        #expect(again.status == 200 && again.body["shipment"]?["state"] == "shipped")
        let shown = try await shop.ask(.get, "/v1/orders/\(order.id)")
        guard case .array(let shipments)? = shown.body["shipments"] else { return #expect(Bool(false), "\(shown.body)") }
        #expect(shipments.first?["tracking_number"] == "RR123456785CA" && shipments.first?["shipped_at"] != nil)
        #expect(try await shop.ask(.get, "/v1/admin/shipments", as: "admin").body["data"] == .array([]))
    }

    @Test func `orders and invoices show the tax in their prices`() async throws {
        let shop = try await Shop(catalogs: .taxed())
        _ = try await shop.ask(.patch, "/v1/me", #"{"country":"CA"}"#)
        let placed = try await shop.ask(.post, "/v1/orders", #"{"items":[{"service_id":"global_data_10gb","quantity":2}]}"#)
        #expect(placed.body["total"]?["minor_units"] == 4000 && placed.body["tax"]?["minor_units"] == 190)
        guard case .array(let items)? = placed.body["items"] else { return #expect(Bool(false), "\(placed.body)") }
        #expect(items.map { $0["tax"]?["minor_units"] } == [190] && items[0]["tax_name"] == "GST" && items[0]["tax_basis_points"] == 500)
        let id = text(placed.body["id"])
        #expect(try await shop.ask(.post, "/v1/orders/\(id)/payment", card(.succeeds)).status == 200)
        let refund = #"{"items":[{"position":0,"quantity":1}],"reason":"one is enough"}"#
        #expect(try await shop.ask(.post, "/v1/admin/orders/\(id)/refunds", refund, as: "admin").status == 201)
        guard case .array(let papers)? = try await shop.ask(.get, "/v1/invoices").body["data"] else { return #expect(Bool(false)) }
        let taxes = Set(papers.map { "\(text($0["kind"])) \($0["tax"]?["minor_units"] ?? .null)" })
        #expect(taxes == ["invoice \(JSONValue.integer(190))", "credit_note \(JSONValue.integer(95))"])
        let balances = try await shop.ask(.get, "/v1/admin/ledger/balances", as: "admin")
        #expect("\(balances.body)".contains("tax_payable"))
    }
}
