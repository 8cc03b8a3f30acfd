import Telecom

/// What an account buys, from placing to delivery and, where it comes to that, back.
public struct Order: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        case placed
        case paymentFailed = "payment_failed"
        case paid
        case fulfilled
        case cancelled
        case partiallyRefunded = "partially_refunded"
        case refunded
    }

    public let id: OrderID
    public let brandID: BrandID
    public let accountID: AccountID
    public let currency: Currency
    public let items: [OrderItem]
    /// The subscription whose next period this order pays for; `nil` for what a person ordered.
    public let renews: SubscriptionID?
    public private(set) var state: State
    /// Given back in all, 0...total.
    public private(set) var refunded: Money
    public let placedAt: Timestamp
    public private(set) var paidAt: Timestamp?
    public private(set) var fulfilledAt: Timestamp?

    public init(
        id: OrderID, brandID: BrandID, accountID: AccountID, currency: Currency, items: [OrderItem], renews: SubscriptionID? = nil,
        state: State = .placed, refunded: Money? = nil, placedAt: Timestamp, paidAt: Timestamp? = nil, fulfilledAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.currency = currency
        self.items = items
        self.renews = renews
        self.state = state
        self.refunded = refunded ?? .zero(currency)
        self.placedAt = placedAt
        self.paidAt = paidAt
        self.fulfilledAt = fulfilledAt
    }

    public var total: Money { items.reduce(.zero(currency)) { $0 + $1.amount } }

    /// The whole purchase in US cents, for rewards.
    public var rewardBase: Int64 { items.reduce(0) { $0 + $1.unitRewardBase * $1.quantity } }

    /// Whether a payment may be tried.
    public var isPayable: Bool { state == .placed || state == .paymentFailed }
}

extension Order {
    /// What can happen to an order.
    public enum Event: Sendable, Equatable {
        case paymentSucceeded
        case paymentFailed
        case delivered
        case cancelled
        /// Everything that was given back so far.
        case refunded(inAll: Money)
    }

    /// The event does not fit the state.
    public struct Refusal: Error, Equatable, Sendable {
        public let state: State
    }

    /// placed, payment_failed → paid → fulfilled; placed, payment_failed → cancelled; once paid, refunds lead to partially_refunded
    /// and refunded. An order that is refunded in part before its delivery still delivers the rest.
    public mutating func apply(_ event: Event, at time: Timestamp) throws(Refusal) {
        switch (event, state) {
        case (.paymentSucceeded, .placed), (.paymentSucceeded, .paymentFailed):
            state = .paid
            paidAt = time
        case (.paymentFailed, .placed), (.paymentFailed, .paymentFailed):
            state = .paymentFailed
        case (.delivered, .paid) where fulfilledAt == nil:
            state = .fulfilled
            fulfilledAt = time
        case (.delivered, .partiallyRefunded) where fulfilledAt == nil:
            fulfilledAt = time
        case (.cancelled, .placed), (.cancelled, .paymentFailed):
            state = .cancelled
        case (.refunded(let inAll), .paid), (.refunded(let inAll), .fulfilled), (.refunded(let inAll), .partiallyRefunded):
            guard inAll.minorUnits >= refunded.minorUnits, inAll.minorUnits <= total.minorUnits else { throw Refusal(state: state) }
            refunded = inAll
            state = inAll == total ? .refunded : .partiallyRefunded
        default:
            throw Refusal(state: state)
        }
    }
}
