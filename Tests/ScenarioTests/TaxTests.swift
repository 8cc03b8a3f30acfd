import Billing
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct TaxTests {
    let time = ManualTime()

    private func platform() async throws -> Platform { try await testPlatform(catalogs: .taxed(), time: time) }

    private func subscriber(_ platform: Platform, in country: String?) async throws -> Principal {
        let ana = try await platform.testSubscriber()
        if let country { _ = try await platform.updateProfile(ProfileChange(country: Country(country)), as: ana) }
        return ana
    }

    private func buy(_ items: [Cart.Item], from platform: Platform, to country: String? = nil, as buyer: Principal) async throws -> Order {
        let address = country.flatMap {
            PostalAddress(recipient: "Ana", line1: "1 Main St", city: "Somewhere", country: Country($0)!)
        }
        let order = try await platform.placeOrder(Cart(items: items, currency: .usd, shippingAddress: address), as: buyer)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: true), as: buyer)
        try await platform.runDueJobs()
        return try await platform.order(order.id, as: buyer).order
    }

    private func books(_ order: OrderID, _ platform: Platform) async throws -> [LedgerAccount: Int64] {
        try await platform.store.read { try $0.ledgerBalances(order: order) }
    }

    @Test func `the tax is a part of the price that is owed, not earned, and a refund takes it back`() async throws {
        let platform = try await platform()
        let ana = try await subscriber(platform, in: "CA")
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let order = try await buy([Cart.Item("basic_membership")], from: platform, as: ana)
        #expect(order.total.minorUnits == 2400 && order.tax.minorUnits == 114)
        var books = try await books(order.id, platform)
        #expect(books[.taxPayable] == -114 && books[.deferredRevenue] == -2286)
        let (invoice, mail) = try await platform.store.read {
            (try $0.invoices(of: order.id)[0], try $0.mails(of: ana.accountID).first { $0.kind == "receipt" })
        }
        #expect(invoice.total.minorUnits == 2400 && invoice.tax.minorUnits == 114)
        #expect(mail?.text.contains("$1.14 of it are GST (5 %).") == true)

        time.advance(seconds: 31_557_600 / 2)
        _ = try await platform.refundOrder(order.id, reason: "moved away", as: admin)
        books = try await self.books(order.id, platform)
        #expect(books[.taxPayable] == 0 && books[.deferredRevenue] == 0)
        #expect(books[.membershipRevenue] == -1143 && books[.refunds] == 1143)
        #expect(try await platform.order(order.id, as: ana).invoices.map(\.tax.minorUnits) == [114, 114])
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `refunds of single units take back exactly their tax`() async throws {
        let platform = try await platform()
        let ana = try await subscriber(platform, in: nil)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let order = try await buy([Cart.Item("metal_card", quantity: 3)], from: platform, to: "CA", as: ana)
        #expect(try await books(order.id, platform)[.taxPayable] == -3 * 476)
        #expect(try await books(order.id, platform)[.goodsRevenue] == -3 * 9523)
        for left in [Int64(2), 1, 0] {
            _ = try await platform.refundOrder(order.id, items: [(position: 0, quantity: 1)], reason: "one less", as: admin)
            #expect(try await books(order.id, platform)[.taxPayable] == -left * 476)
        }
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `where it is sent comes before where the buyer lives, and without a country there is no tax`() async throws {
        let platform = try await platform()
        let ana = try await subscriber(platform, in: "DE")
        let sent = try await buy([Cart.Item("metal_card")], from: platform, to: "CA", as: ana)
        #expect(sent.items[0].unitTax == UnitTax(name: "GST", basisPoints: 500, amount: Money(minorUnits: 476, currency: .usd)))
        #expect(try await buy([Cart.Item("global_data_10gb")], from: platform, as: ana).tax.minorUnits == 319)
        #expect(try await buy([Cart.Item("metal_card")], from: platform, to: "US", as: ana).tax.minorUnits == 0)
        // An address that nothing is sent to says nothing.
        #expect(try await buy([Cart.Item("global_data_10gb")], from: platform, to: "US", as: ana).tax.minorUnits == 319)
        _ = try await platform.updateProfile(ProfileChange(country: .some(nil)), as: ana)
        let untaxed = try await buy([Cart.Item("global_data_10gb")], from: platform, as: ana)
        #expect(untaxed.items[0].unitTax == nil && untaxed.total.minorUnits == 2000)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a renewal costs what it did, with the tax of its day in it`() async throws {
        let platform = try await platform()
        let ana = try await subscriber(platform, in: nil)
        _ = try await buy([Cart.Item("basic_membership")], from: platform, as: ana)
        _ = try await platform.updateProfile(ProfileChange(country: Country("DE")), as: ana)
        time.advance(seconds: 31_557_600)
        for _ in 0..<3 { try await platform.runDueJobs() }
        let renewal = try #require(try await platform.orders(of: ana.accountID, limit: 10).first { $0.renews != nil })
        #expect(renewal.total.minorUnits == 2400 && renewal.tax.minorUnits == 383 && renewal.state == .fulfilled)
        #expect(try await books(renewal.id, platform)[.taxPayable] == -383)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a lost dispute takes the tax back with the price`() async throws {
        let platform = try await platform()
        let ana = try await subscriber(platform, in: "CA")
        let order = try await buy([Cart.Item("global_data_10gb")], from: platform, as: ana)
        let payment = try await platform.order(order.id, as: ana).payments[0]
        for (number, kind) in [PaymentEvent.Kind.disputeOpened, .disputeLost].enumerated() {
            try await platform.recordPaymentEvent(PaymentEvent(id: "evt_\(number)", reference: payment.reference!, kind: kind))
        }
        #expect(try await books(order.id, platform)[.taxPayable] == 0)
        #expect(try await platform.verifyLedger().problems == [])
    }
}
