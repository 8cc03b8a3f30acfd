import Billing
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct RefundTests {
    let time = ManualTime()

    @Test func `a refund of the data takes the data and its share of the reward back`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, admin) = (try await platform.testSubscriber(), try await platform.testSubscriber("admin@example.com", role: .admin))
        let order = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
        let refund = try await platform.refundOrder(order.id, items: [(1, 1)], reason: "unused", idempotencyKey: "r1", as: admin)
        #expect(refund.state == .succeeded && refund.amount.minorUnits == 2000)
        #expect(
            try await platform.refundOrder(order.id, items: [(1, 1)], reason: "unused", idempotencyKey: "r1", as: admin).id == refund.id)
        let balance = try await platform.rewardBalance(of: ana.accountID)
        #expect(balance.reversed == TokenAmount("2.066")! && balance.balance == TokenAmount("12.8092")!)
        let details = try await platform.order(order.id, as: ana)
        #expect(details.order.state == .partiallyRefunded)
        #expect(details.invoices.map(\.kind) == [.invoice, .creditNote] && details.invoices.map(\.number) == [1, 2])
        let bucket = try await platform.store.read { try $0.buckets(of: order.id)[0].id }
        let now = time.source.now()
        let left = try await platform.store.write { try $0.revokeBucket(bucket, at: now) }
        #expect(left == 0)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1)[0].state == .active)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a membership refunded half way gives back what was earned from refunds and ends it`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, admin) = (try await platform.testSubscriber(), try await platform.testSubscriber("admin@example.com", role: .support))
        let order = try await platform.testPurchase(["basic_membership"], as: ana)
        let line = try await platform.store.read { try $0.lines(of: ana.accountID)[0].id }
        #expect(try await platform.store.read { try $0.line(line)?.state } == .active)
        time.advance(seconds: 31_557_600 / 2)
        _ = try await platform.refundOrder(order.id, reason: "moved away", as: admin)
        let books = try await platform.store.read { try $0.ledgerBalances(order: order.id) }
        #expect(books[.membershipRevenue] == -1200 && books[.refunds] == 1200 && books[.deferredRevenue] == 0)
        #expect(books[.cashAtProvider] == -books[.providerFees]!)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1)[0].state == .cancelled)
        let suspended = try await platform.store.read { try $0.line(line) }
        #expect(suspended?.suspensions == [.membershipLapsed])
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("10.33")!)
        time.advance(seconds: 31_557_600)
        for _ in 0..<3 { try await platform.runDueJobs() }
        #expect(try await platform.verifyLedger().problems == [])

        _ = try await platform.testPurchase(["basic_membership"], as: ana)
        let resumed = try await platform.store.read { try $0.line(line) }
        #expect(resumed?.state == .active)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a subscriber may not refund, and nothing is given back twice`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, admin) = (try await platform.testSubscriber(), try await platform.testSubscriber("admin@example.com", role: .admin))
        let order = try await platform.testPurchase(["global_data_10gb"], as: ana)
        let refusal = await #expect(throws: PlatformError.self) { try await platform.refundOrder(order.id, reason: "x", as: ana) }
        #expect(refusal?.kind == .forbidden)
        _ = try await platform.refundOrder(order.id, reason: "x", as: admin)
        let again = await #expect(throws: PlatformError.self) { try await platform.refundOrder(order.id, reason: "x", as: admin) }
        #expect(again?.code == "nothing_to_refund")
    }

    @Test func `an order refunded before its delivery delivers nothing`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, admin) = (try await platform.testSubscriber(), try await platform.testSubscriber("admin@example.com", role: .admin))
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb", quantity: 3)], currency: .usd), as: ana)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        _ = try await platform.refundOrder(order.id, items: [(0, 1)], reason: "x", as: admin)
        try await platform.runDueJobs()
        #expect(try await platform.store.read { try $0.buckets(of: order.id) }.count == 2)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a disputed payment holds the money and rests the lines until it is decided`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        for won in [true, false] {
            let order = try await platform.testPurchase(["global_data_10gb"], card: .disputed, as: ana)
            time.advance(seconds: 3700)
            for _ in 0..<2 { try await platform.runDueJobs() }
            var payment = try await platform.order(order.id, as: ana).payments[0]
            #expect(payment.state == .disputed)
            #expect(try await platform.store.read { try $0.ledgerBalances(order: order.id)[.disputedCash] } == 2000)
            #expect(try await platform.verifyLedger().problems == [])
            let event = PaymentEvent(id: "evt_\(won)", reference: payment.reference!, kind: won ? .disputeWon : .disputeLost)
            for _ in 0..<2 { try await platform.recordPaymentEvent(event) }
            payment = try await platform.order(order.id, as: ana).payments[0]
            #expect(payment.state == (won ? .succeeded : .chargedBack))
            #expect(try await platform.order(order.id, as: ana).order.state == (won ? .fulfilled : .refunded))
            #expect(try await platform.verifyLedger().problems == [])
        }
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("12.396")!)
    }

    @Test func `money for an order that was cancelled goes back at once`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        _ = try? await platform.payOrder(order.id, with: .card(platform.testCard(.declined), isSaved: false), as: ana)
        _ = try await platform.cancelOrder(order.id, as: ana)
        let failed = try await platform.order(order.id, as: ana).payments[0]
        let late = PaymentEvent(
            id: "evt_late", reference: failed.reference!, kind: .outcome(.succeeded(reference: failed.reference!, fee: .zero(.usd))))
        try await platform.recordPaymentEvent(late)
        let details = try await platform.order(order.id, as: ana)
        #expect(details.payments[0].state == .returned && details.order.state == .cancelled)
        #expect(details.refunds.map(\.amount.minorUnits) == [2000])
        #expect(try await platform.verifyLedger().problems == [])
    }
}
