import Billing
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct RenewalTests {
    let time = ManualTime()
    let year: Int64 = 31_557_600

    /// Runs jobs until nothing is due any more.
    private func settle(_ platform: Platform) async throws {
        for _ in 0..<5 { try await platform.runDueJobs() }
    }

    @Test func `a membership with a saved card renews for the next year and earns again`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let start = time.source.now()
        _ = try await platform.testPurchase(["basic_membership"], savesCard: true, as: ana)
        time.advance(seconds: year)
        try await settle(platform)
        let membership = try await platform.subscriptions(of: ana.accountID, limit: 1)[0]
        #expect(membership.state == .active && membership.period == 1)
        #expect(membership.periodEndsAt == start.adding(seconds: 2 * year))
        #expect(try await platform.rewardBalance(of: ana.accountID).balance == TokenAmount("15.2884")!)
        #expect(try await platform.orders(of: ana.accountID, limit: 5).map(\.state) == [.fulfilled, .fulfilled])
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `without a saved card it lapses at the end of its year and all of it is earned`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["basic_membership"], as: ana)
        time.advance(seconds: year - 1)
        try await settle(platform)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1)[0].state == .active)
        time.advance(seconds: 86_401)
        try await settle(platform)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1)[0].state == .lapsed)
        let balances = try await platform.store.read { try $0.ledgerBalances() }
        #expect(balances.first { $0.account == .membershipRevenue }?.balance.minorUnits == -2400)
        #expect(balances.first { $0.account == .deferredRevenue }?.balance.minorUnits == 0)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a renewal that the bank declines is tried again and lapses after the last try`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        // This card wants its owner every time, so that it can never be charged without them.
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("full_membership")], currency: .usd), as: ana)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(.authenticateAlways), isSaved: true), as: ana)
        _ = try await platform.confirmPayment(of: order.id, authentication: .complete, as: ana)
        try await settle(platform)
        time.advance(seconds: year)
        try await settle(platform)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 1)[0].state == .pastDue)
        for days in [Int64(1), 2, 4] {
            time.advance(seconds: days * 86_400)
            try await settle(platform)
        }
        let membership = try await platform.subscriptions(of: ana.accountID, limit: 1)[0]
        #expect(membership.state == .lapsed)
        let renewal = try await platform.orders(of: ana.accountID, limit: 5).first { $0.renews == membership.id }
        #expect(renewal?.state == .cancelled)
        let payments = try await platform.order(renewal!.id, as: ana).payments
        #expect(payments.map(\.declineCode) == Array(repeating: .authenticationRequired, count: 4))
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `a card saved while the renewal is past due saves the membership`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let start = time.source.now()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("basic_membership")], currency: .usd), as: ana)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(.authenticateAlways), isSaved: true), as: ana)
        _ = try await platform.confirmPayment(of: order.id, authentication: .complete, as: ana)
        try await settle(platform)
        time.advance(seconds: year)
        try await settle(platform)
        _ = try await platform.testPurchase(["global_data_10gb"], savesCard: true, as: ana)
        time.advance(seconds: 86_400)
        try await settle(platform)
        let membership = try await platform.subscriptions(of: ana.accountID, limit: 1)[0]
        #expect(membership.state == .active && membership.periodEndsAt == start.adding(seconds: 2 * year))
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `one that its owner ends runs to the end of its period and no further`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["network_vpn_access"], savesCard: true, as: ana)
        let id = try await platform.subscriptions(of: ana.accountID, limit: 1)[0].id
        #expect(try await platform.setCancellation(of: id, true, as: ana).state == .active)
        time.advance(seconds: 30 * 86_400)
        try await settle(platform)
        #expect(try await platform.subscription(id, as: ana).state == .cancelled)
        let late = await #expect(throws: PlatformError.self) { try await platform.setCancellation(of: id, false, as: ana) }
        #expect(late?.code == "membership_ended")
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test func `the same membership bought again adds a year, and another one is refused`() async throws {
        let platform = try await testPlatform(time: time)
        let (ana, admin) = (try await platform.testSubscriber(), try await platform.testSubscriber("admin@example.com", role: .admin))
        let start = time.source.now()
        _ = try await platform.testPurchase(["basic_membership"], as: ana)
        let second = try await platform.testPurchase(["basic_membership"], as: ana)
        #expect(try await platform.subscriptions(of: ana.accountID, limit: 5).map(\.periodEndsAt) == [start.adding(seconds: 2 * year)])
        let other = await #expect(throws: PlatformError.self) {
            try await platform.placeOrder(Cart(items: [Cart.Item("full_membership")], currency: .usd), as: ana)
        }
        #expect(other?.code == "other_membership_active")
        _ = try await platform.refundOrder(second.id, reason: "by mistake", as: admin)
        let membership = try await platform.subscriptions(of: ana.accountID, limit: 1)[0]
        #expect(membership.state == .active && membership.periodEndsAt == start.adding(seconds: year))
        #expect(try await platform.verifyLedger().problems == [])
    }
}
