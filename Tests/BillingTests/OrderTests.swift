import Catalog
import Telecom
import Testing

@testable import Billing

@Suite struct OrderTests {
    let now = Timestamp("2026-11-23T12:00:00.000Z")!

    private func order(_ state: Order.State = .placed) -> Order {
        Order(
            id: OrderID("ord_1")!, brandID: .dotm, accountID: AccountID("acc_1")!, currency: .usd,
            items: [
                OrderItem(
                    position: 0, serviceID: "basic_membership", name: "Basic", quantity: 1,
                    unitPrice: Money(minorUnits: 2400, currency: .usd),
                    unitRewardBase: 2400, fulfilment: .membership(validitySeconds: 31_557_600)),
                OrderItem(
                    position: 1, serviceID: "global_data_10gb", name: "Data", quantity: 3,
                    unitPrice: Money(minorUnits: 2000, currency: .usd),
                    unitRewardBase: 2000,
                    fulfilment: .bucket(.data(.gigabytes(10)), validityDays: nil, priority: 100, createsLine: false)),
            ], state: state, placedAt: now)
    }

    private func after(_ event: Order.Event, _ order: Order) throws -> Order.State {
        var order = order
        try order.apply(event, at: now)
        return order.state
    }

    @Test func `an order is placed, paid and fulfilled`() throws {
        var order = order()
        #expect(order.total == Money(minorUnits: 8400, currency: .usd))
        try order.apply(.paymentFailed, at: now)
        #expect(order.state == .paymentFailed && order.isPayable)
        try order.apply(.paymentSucceeded, at: now)
        #expect(!order.isPayable && order.paidAt == now)
        try order.apply(.delivered, at: now)
        #expect(order.state == .fulfilled && order.fulfilledAt == now)
    }

    @Test func `refunds lead through partly refunded to refunded`() throws {
        var order = order()
        try order.apply(.paymentSucceeded, at: now)
        try order.apply(.refunded(inAll: Money(minorUnits: 2000, currency: .usd)), at: now)
        #expect(order.state == .partiallyRefunded)
        try order.apply(.delivered, at: now)
        #expect(order.state == .partiallyRefunded && order.fulfilledAt == now)
        try order.apply(.refunded(inAll: order.total), at: now)
        #expect(order.state == .refunded)
    }

    @Test(arguments: Order.State.allCases)
    func `an order is paid once and never after it was cancelled`(state: Order.State) {
        let order = order(state)
        if order.isPayable {
            #expect(throws: Never.self) { try after(.paymentSucceeded, order) }
        } else {
            #expect(throws: Order.Refusal(state: state)) { try after(.paymentSucceeded, order) }
            #expect(throws: Order.Refusal(state: state)) { try after(.cancelled, order) }
        }
    }

    @Test func `a refund never exceeds what is left of an item`() throws {
        let order = order(.fulfilled)
        let all = try order.refundable(nil, already: [1: 1])
        #expect(all.map(\.amount.minorUnits) == [2400, 4000])
        #expect(throws: RefundRefusal.tooMany(position: 1, left: 1)) { try order.refundable([(1, 2)], already: [1: 2]) }
        #expect(throws: RefundRefusal.noSuchItem(position: 2)) { try order.refundable([(2, 1)], already: [:]) }
        #expect(throws: RefundRefusal.quantityOutOfRange(position: 1)) { try order.refundable([(1, 0)], already: [:]) }
        #expect(throws: RefundRefusal.quantityOutOfRange(position: 1)) { try order.refundable([(1, 1), (1, 1)], already: [:]) }
        #expect(throws: RefundRefusal.nothingLeft) { try order.refundable(nil, already: [0: 1, 1: 3]) }
        #expect(throws: RefundRefusal.notPaid) { try self.order(.placed).refundable(nil, already: [:]) }
    }

    @Test func `a payment that succeeded never falls back, and late success is believed`() {
        var payment = Payment(
            id: PaymentID("pay_1")!, brandID: .dotm, accountID: AccountID("acc_1")!, orderID: OrderID("ord_1")!,
            methodID: PaymentMethodID("pm_1")!, provider: "test", amount: Money(minorUnits: 100, currency: .usd), isOffSession: false,
            createdAt: now)
        let success = PaymentOutcome.succeeded(reference: "r", fee: .zero(.usd))
        #expect(payment.settle(.failed(reference: "r", .cardDeclined), at: now) == .becameFailed)
        #expect(payment.settle(success, at: now) == .becameSucceeded)
        #expect(payment.settle(success, at: now) == .nothing)
        #expect(payment.settle(.failed(reference: "r", .cardDeclined), at: now) == .nothing)
        #expect(payment.settle(.requiresAction(reference: "r", url: nil), at: now) == .nothing)
        #expect(payment.state == .succeeded && payment.declineCode == nil)
        let opened = payment.disputeOpened()
        #expect(opened && payment.state == .disputed)
        let closed = payment.disputeClosed(won: false)
        #expect(closed && payment.state == .chargedBack)
    }
}
