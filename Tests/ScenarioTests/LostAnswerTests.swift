import Billing
import Platform
import Store
import Synchronization
import Telecom
import TestKit
import Testing

/// A provider that does what it is asked, and whose answers are lost for a while.
private final class DeafProvider: PaymentProvider {
    let inner: any PaymentProvider
    let isDeaf = Atomic(true)
    var name: String { inner.name }

    init(_ inner: any PaymentProvider) { self.inner = inner }

    private func lose() throws { if isDeaf.load(ordering: .relaxed) { throw PaymentProviderError.unreachable("answer lost") } }

    func keep(_ card: Card) async throws -> KeptCard { try await inner.keep(card) }
    func createPayment(_ request: PaymentRequest) async throws -> PaymentOutcome {
        let outcome = try await inner.createPayment(request)
        try lose()
        return outcome
    }
    func confirmPayment(reference: String, authentication: Authentication?) async throws -> PaymentOutcome {
        try await inner.confirmPayment(reference: reference, authentication: authentication)
    }
    func cancelPayment(reference: String) async throws { try await inner.cancelPayment(reference: reference) }
    func createRefund(_ request: RefundRequest) async throws {
        try await inner.createRefund(request)
        try lose()
    }
    func event(body: [UInt8], signature: String) throws -> PaymentEvent? { try inner.event(body: body, signature: signature) }
}

@Suite struct LostAnswerTests {
    let time = ManualTime()

    @Test func `who pays again finds out at once what became of the charge whose answer was lost`() async throws {
        let store = try await memoryStore()
        let provider = DeafProvider(try await testPlatform(store: store, time: time).payments)
        let platform = try await testPlatform(store: store, time: time, payments: provider)
        let ana = try await platform.testSubscriber()
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let lost = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        provider.isDeaf.store(false, ordering: .relaxed)
        let found = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        #expect(lost.state == .processing && found.state == .succeeded && found.id == lost.id)
        let charged = try await store.read { try $0.first("SELECT COUNT(*) AS n FROM test_card_payments")!.integer("n") }
        #expect(charged == 1)
    }

    @Test func `a charge and a refund whose answers are lost are found out later and made once`() async throws {
        let store = try await memoryStore()
        let cards = try await testPlatform(store: store, time: time).payments
        let provider = DeafProvider(cards)
        let platform = try await testPlatform(store: store, time: time, payments: provider)
        let ana = try await platform.testSubscriber()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let order = try await platform.placeOrder(Cart(items: [Cart.Item("global_data_10gb")], currency: .usd), as: ana)
        let payment = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        #expect(payment.state == .processing)
        let busy = await #expect(throws: PlatformError.self) { try await platform.cancelOrder(order.id, as: ana) }
        #expect(busy?.code == "payment_in_progress")
        #expect(try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana).id == payment.id)

        provider.isDeaf.store(false, ordering: .relaxed)
        time.advance(seconds: 61)
        try await platform.runDueJobs()
        #expect(try await platform.order(order.id, as: ana).order.state == .fulfilled)

        provider.isDeaf.store(true, ordering: .relaxed)
        let refund = try await platform.refundOrder(order.id, reason: "test", as: admin)
        #expect(refund.state == .processing)
        #expect(try await platform.verifyLedger().problems == [])
        provider.isDeaf.store(false, ordering: .relaxed)
        time.advance(seconds: 3600)
        try await platform.runDueJobs()
        #expect(try await platform.order(order.id, as: ana).refunds.map(\.state) == [.succeeded])
        let charged = try await store.read { try $0.first("SELECT COUNT(*) AS n, SUM(refunded) AS r FROM test_card_payments")! }
        #expect(try charged.integer("n") == 1 && charged.integer("r") == 2000)
        #expect(try await platform.verifyLedger().problems == [])
    }
}
