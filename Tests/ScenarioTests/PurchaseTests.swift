import Billing
import Catalog
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct PurchaseTests {
    let time = ManualTime()

    @Test func `a membership and 10 GB bring a line, data and 4.5452 DOTM`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
        #expect(order.state == .fulfilled)
        #expect(order.total == Money(minorUnits: 4400, currency: .usd))

        let balance = try await platform.rewardBalance(of: ana.accountID)
        #expect(balance.balance == TokenAmount("14.8752")!)
        let reward = try await platform.rewards(of: ana.accountID, limit: 10).first { $0.reward.kind == .purchase }
        #expect(reward?.reward.granted == TokenAmount("4.5452")!)

        let membership = try await platform.subscriptions(of: ana.accountID, limit: 10)
        #expect(membership.map(\.state) == [.active])
        #expect(membership[0].periodEndsAt == time.source.now().adding(seconds: 31_557_600))
        let (lines, buckets, mails, notifications) = try await platform.store.read { transaction in
            let account = try transaction.account(ana.accountID)!
            return (
                try transaction.lines(of: ana.accountID), try transaction.buckets(of: account.groupID),
                try transaction.mails(of: ana.accountID),
                try transaction.notifications(of: ana.accountID, limit: 10)
            )
        }
        #expect(lines.count == 1)
        #expect(buckets.map(\.granted) == [10_000_000_000])
        #expect(buckets[0].expiresAt == nil)
        #expect(mails.contains { $0.kind == "receipt" })
        #expect(notifications.contains { $0.kind == "order_delivered" })

        let invoice = try await platform.invoices(of: ana.accountID, limit: 10)
        #expect(invoice.map(\.number) == [1] && invoice[0].total == order.total && invoice[0].lines.count == 2)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `asking, paying and delivering again change nothing`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let cart = Cart(items: [Cart.Item("global_data_10gb")], currency: .usd)
        let order = try await platform.placeOrder(cart, idempotencyKey: "once", as: ana)
        #expect(try await platform.placeOrder(cart, idempotencyKey: "once", as: ana).id == order.id)
        let first = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        let second = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        #expect(first.id == second.id)
        for _ in 0..<3 { try await platform.fulfilOrder(order.id) }
        try await platform.runDueJobs()
        let details = try await platform.order(order.id, as: ana)
        #expect(details.payments.count == 1)
        #expect(details.grants.count == 1)
        await #expect(throws: PlatformError.self) {
            try await platform.placeOrder(Cart(items: [Cart.Item("metal_card")], currency: .usd), idempotencyKey: "once", as: ana)
        }
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test(arguments: [StoreKind.file, .postgresql])
    func `many who pay the same order at once charge it once`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind)
        let store = try database.open()
        let platform = try await testPlatform(store: store, time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let payments = await withTaskGroup(of: PaymentID?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try? await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana).id
                }
            }
            return await group.reduce(into: Set<PaymentID>()) { found, id in if let id { found.insert(id) } }
        }
        #expect(payments.count == 1)
        try await platform.runDueJobs()
        #expect(try await platform.order(order.id, as: ana).payments.filter(\.isCharged).count == 1)
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("12.396")!)
        #expect(try await platform.verifyLedger().problems == [])
        await store.close()
    }

    @Test(arguments: [(TestCardNumber.declined, "card_declined"), (.insufficientFunds, "insufficient_funds")])
    func `a declined card charges nothing, and another card pays the same order`(card: TestCardNumber, code: String) async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.payOrder(order.id, with: .card(platform.testCard(card), isSaved: false), as: ana)
        }
        #expect(refusal?.kind == .paymentRequired && refusal?.code == code)
        #expect(try await platform.order(order.id, as: ana).order.state == .paymentFailed)
        #expect(try await platform.store.read { try $0.ledgerBalances() } == [])
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        try await platform.runDueJobs()
        #expect(try await platform.order(order.id, as: ana).order.state == .fulfilled)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a card that needs its owner is charged once they have confirmed`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let card = platform.testCard(.authenticateAlways)
        #expect(try await platform.payOrder(order.id, with: .card(card, isSaved: false), as: ana).state == .requiresAction)
        #expect(try await platform.confirmPayment(of: order.id, authentication: nil, as: ana).state == .requiresAction)
        #expect(try await platform.confirmPayment(of: order.id, authentication: .complete, as: ana).state == .succeeded)
        #expect(try await platform.confirmPayment(of: order.id, authentication: .complete, as: ana).state == .succeeded)
        try await platform.runDueJobs()
        #expect(try await platform.order(order.id, as: ana).order.state == .fulfilled)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a confirmation that fails or never comes frees the order`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let card = platform.testCard(.authenticateOnce)
        _ = try await platform.payOrder(order.id, with: .card(card, isSaved: false), as: ana)
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.confirmPayment(of: order.id, authentication: .fail, as: ana)
        }
        #expect(refusal?.code == "authentication_failed")
        _ = try await platform.payOrder(order.id, with: .card(card, isSaved: false), as: ana)
        time.advance(seconds: 1801)
        try await platform.runDueJobs()
        let details = try await platform.order(order.id, as: ana)
        #expect(details.payments.map(\.state) == [.failed, .failed] && details.order.state == .paymentFailed)
        #expect(try await platform.cancelOrder(order.id, as: ana).state == .cancelled)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `real card numbers are refused by the test cards and never stored`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let other = try Card(number: "4111111111111111", expiryYear: 2060, expiryMonth: 1, cvc: "123", at: time.source.now())
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.payOrder(order.id, with: .card(other, isSaved: true), as: ana)
        }
        #expect(refusal?.code == "card_not_supported")
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: true), as: ana)
        try await platform.runDueJobs()
        let tables = try await platform.store.read { transaction in
            try transaction.query("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text("name") }
        }
        for table in tables {
            let rows = try await platform.store.read { try $0.query("SELECT * FROM \(table)") }
            #expect(!rows.contains { "\($0)".contains("4242424242424242") }, "\(table)")
        }
    }

    @Test func `a card that is declined is not offered again, and takes no good one away`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["basic_membership"], savesCard: true, as: ana)
        let good = try await platform.paymentMethods(of: ana.accountID)
        #expect(good.count == 1)
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        await #expect(throws: PlatformError.self) {
            try await platform.payOrder(order.id, with: .card(platform.testCard(.declined), isSaved: true), as: ana)
        }
        #expect(try await platform.paymentMethods(of: ana.accountID) == good)
        let declined = try await platform.store.read { transaction in
            try transaction.query("SELECT id FROM payment_methods WHERE id <> $1", good[0].id).map {
                try $0.id("id", of: Noun.PaymentMethod.self)
            }
        }
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.payOrder(order.id, with: .saved(try #require(declined.first)), as: ana)
        }
        #expect(refusal?.kind == .notFound)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: true), as: ana)
        let kept = try await platform.paymentMethods(of: ana.accountID)
        #expect(kept.count == 1 && kept != good, "the same card saved anew is there once")
    }

    @Test func `other people's orders, invoices and cards are not found`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, ben) = (try await platform.testSubscriber(), try await platform.testSubscriber("ben@example.com"))
        let order = try await platform.testPurchase(["basic_membership"], savesCard: true, as: ana)
        let invoice = try await platform.invoices(of: ana.accountID, limit: 1)[0]
        let card = try await platform.paymentMethods(of: ana.accountID)[0]
        let membership = try await platform.subscriptions(of: ana.accountID, limit: 1)[0]
        let own = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ben)
        let attempts: [() async throws -> Void] = [
            { _ = try await platform.order(order.id, as: ben) },
            { _ = try await platform.payOrder(order.id, with: .saved(card.id), as: ben) },
            { _ = try await platform.payOrder(own.id, with: .saved(card.id), as: ben) },
            { _ = try await platform.cancelOrder(order.id, as: ben) },
            { _ = try await platform.invoice(invoice.id, as: ben) },
            { _ = try await platform.subscription(membership.id, as: ben) },
            { _ = try await platform.setCancellation(of: membership.id, true, as: ben) },
            { try await platform.removePaymentMethod(card.id, as: ben) },
        ]
        for attempt in attempts {
            let refusal = await #expect(throws: PlatformError.self) { try await attempt() }
            #expect(refusal?.kind == .notFound)
        }
    }

    @Test func `a metal card waits for the post with its address`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.testPurchase(["metal_card"], as: ana)
        let details = try await platform.order(order.id, as: ana)
        #expect(details.shipments.map(\.state) == [.pending])
        #expect(details.shippingAddress?.city == "Montreal")
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("20.658967")!)
    }

    @Test func `the beta eSIM brings a line and 1000 MB for ten days`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.testPurchase(["beta_esim_activation"], as: ana)
        let buckets = try await platform.store.read { try $0.buckets(of: order.id) }
        #expect(buckets.map(\.granted) == [1_000_000_000])
        #expect(buckets[0].expiresAt == time.source.now().adding(days: 10))
        #expect(try await platform.store.read { try $0.lines(of: ana.accountID) }.count == 1)
    }

    @Test func `a purchase in Canadian dollars earns on the price in US dollars`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.testPurchase(["basic_membership"], currency: .cad, as: ana)
        #expect(order.total.currency == .cad)
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("12.8092")!)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `what costs nothing is delivered without a payment`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("network_scans")], currency: .usd), as: ana)
        #expect(order.state == .paid)
        try await platform.runDueJobs()
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1).map(\.state) == [.active])
        time.advance(seconds: 31 * 86_400)
        for _ in 0..<3 { try await platform.runDueJobs() }
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1).map(\.period) == [1])
        #expect(try await platform.verifyLedger().problems == [])
    }
}
