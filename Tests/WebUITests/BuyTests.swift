import Billing
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct BuyTests {
    let good = [("card_number", "4242 4242 4242 4242"), ("card_expiry", "12/40"), ("card_cvc", "123")]
    let declined = [("card_number", "4000000000000002"), ("card_expiry", "12 / 2040"), ("card_cvc", "123")]
    let asking = [("card_number", "4000002500003155"), ("card_expiry", "12/40"), ("card_cvc", "123")]

    /// Opens the payment page of `services` and sends it.
    func buy(_ visitor: Visitor, _ services: [String], _ fields: [(String, String)]) async throws -> TestResponse {
        try await visitor.get("/buy?services=\(services.joined(separator: ","))")
        let attempt = visitor.field("attempt")
        return try await visitor.post(
            "/buy", [("attempt", attempt), ("currency", "USD")] + services.map { ("services", $0) } + fields)
    }

    @Test func `join, buy, and see line, data, order and rewards`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let answer = try await buy(ana, ["basic_membership", "global_data_10gb"], good)
            #expect(answer.status == .seeOther)
            try await platform.runDueJobs()
            try await ana.get(try #require(answer.headers[.location]))
            #expect(ana.html.contains("Thank you"))
            #expect(ana.html.contains("$44.00"))
            try await ana.get("/account")
            #expect(ana.html.contains("left of 10\u{A0}GB"))
            #expect(ana.html.contains("Never expires"))
            #expect(ana.html.contains("days left"))
            #expect(ana.html.contains("14.8752"))
            #expect(ana.html.contains("Basic Membership, Global Data 10GB"))
        }
    }

    @Test func `what goes by post is followed on its order's page`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let address = [("recipient", "Ana"), ("line1", "1 Main St"), ("city", "Montreal"), ("country", "CA")]
            let order = try #require(try await buy(ana, ["metal_card"], good + address).headers[.location])
            try await platform.runDueJobs()
            try await ana.get(order)
            #expect(ana.html.contains("DOTM Metal Card: waits to be sent to your address."))
            let support = try await platform.testSubscriber("support@example.com", role: .support)
            let shipment = try #require(try await platform.shipments(in: .pending, limit: 1, as: support).first?.shipment.id)
            let tracking = try ParcelTracking(carrier: "Post & <Sons>", number: "RR123456785CA")
            _ = try await platform.dispatchShipment(shipment, with: tracking, as: support)
            try await ana.get(order)
            #expect(ana.html.contains("DOTM Metal Card: sent with Post &amp; &lt;Sons&gt;, tracking number RR123456785CA."))
        }
    }

    @Test func `a form sent twice buys once`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/buy?services=global_data_10gb")
            let fields = [("attempt", ana.field("attempt")), ("currency", "USD"), ("services", "global_data_10gb")] + good
            let token = ana.formToken
            let first = try await ana.post("/buy", fields, token: token)
            let second = try await ana.post("/buy", fields, token: token)
            #expect(first.status == .seeOther)
            #expect(second.headers[.location] == first.headers[.location])
            let payments = try await platform.store.read { try $0.query("SELECT id FROM payments") }
            #expect(payments.count == 1)
        }
    }

    @Test func `a card that was saved pays by one click, and nobody else's does`() async throws {
        try await withPages { platform, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            try await ana.join()
            _ = try await buy(ana, ["global_data_10gb"], good)
            try await ana.get("/buy?services=global_data_10gb")
            #expect(ana.html.contains("Pay $20.00 with Visa •••• 4242"))
            let method = try #require(ana.html.firstMatch(of: /name="payment_method" value="([^"]+)"/).map { String($0.1) })
            #expect(try await buy(ana, ["global_data_10gb"], [("payment_method", method)]).status == .seeOther)
            try await ben.join("ben@example.com")
            try await ben.get("/buy?services=global_data_10gb")
            #expect(!ben.html.contains("payment_method"))
            #expect(try await buy(ben, ["global_data_10gb"], [("payment_method", method)]).status == .notFound)
            #expect(try await platform.store.read { try $0.query("SELECT id FROM payments") }.count == 2)
        }
    }

    @Test func `a declined card is said, and another one pays`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            let refused = try await buy(ana, ["global_data_10gb"], declined)
            #expect(refused.status.code == 402)
            #expect(ana.html.contains("The card was declined."))
            let path = try #require(ana.html.components(separatedBy: "action=\"/orders/").dropFirst().first?.prefix { $0 != "\"" })
            let paid = try await ana.post("/orders/\(path)", good)
            #expect(paid.status == .seeOther)
            try await ana.get(try #require(paid.headers[.location]))
            #expect(ana.html.contains("Thank you"))
        }
    }

    @Test func `a bank that asks is answered on a page of ours`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            let asked = try await buy(ana, ["global_data_10gb"], asking)
            let path = try #require(asked.headers[.location])
            try await ana.get(path)
            #expect(ana.html.contains("Your bank asks"))
            try await ana.post("\(path)/confirmation", [("answer", "yes")])
            try await ana.get(path)
            #expect(ana.html.contains("Thank you"))
        }
    }

    @Test func `what cannot be ordered is said and nothing is placed`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let faults: [([String], [(String, String)], String)] = [
                (
                    ["global_data_10gb"], [("card_number", "4242424242424241"), ("card_expiry", "12/40"), ("card_cvc", "123")],
                    "not the number"
                ),
                (
                    ["global_data_10gb"], [("card_number", "4242424242424242"), ("card_expiry", "1240"), ("card_cvc", "123")],
                    "has the form MM/YY"
                ),
                (["global_data_10gb"], [("card_number", "4242424242424242"), ("card_expiry", "12/20"), ("card_cvc", "123")], "expired"),
                (["metal_card"], good, "address"),
                (["basic_membership", "full_membership"], good, "at most one membership"),
            ]
            for (services, fields, told) in faults {
                #expect(try await buy(ana, services, fields).status == .unprocessableContent)
                #expect(ana.html.contains(told), "\(told)")
                #expect(!ana.html.contains("value=\"4242"), "the number of a card must not come back")
            }
            #expect(try await platform.store.read { try $0.query("SELECT id FROM orders") }.isEmpty)
        }
    }

    @Test func `other people's orders are not there`() async throws {
        try await withPages { _, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            try await ana.join()
            try await ben.join("ben@example.com")
            let order = try #require(try await buy(ana, ["global_data_10gb"], good).headers[.location])
            #expect(try await ben.get(order).status == .notFound)
            try await ben.get("/account")
            #expect(try await ben.post("\(order)/payment", good).status == .notFound)
            #expect(try await ben.get("/orders/ord_nothing").status == .notFound)
        }
    }

    @Test(arguments: [
        "/account", "/buy", "/orders", "/orders/ord_1", "/lines", "/lines/line_1", "/rewards", "/notifications", "/profile", "/sharing",
    ]) func `these pages are for people who signed in`(_ path: String) async throws {
        try await withPages { _, client in
            let answer = try await Visitor(client).get(path)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/sign-in?then=\(path)")
        }
    }
}
