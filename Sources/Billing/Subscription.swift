import Catalog
import Telecom

/// A membership or an add-on: paid by periods that follow each other without gaps from its anchor.
public struct Subscription: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case membership
        case addOn = "add_on"
    }

    public enum State: String, Sendable, CaseIterable {
        case active
        /// The period is over and its renewal has failed so far; it still runs.
        case pastDue = "past_due"
        /// It ran out without renewal.
        case lapsed
        /// It was ended: at its owner's wish, by a refund or by a lost dispute.
        case cancelled

        public var isRunning: Bool { self == .active || self == .pastDue }
    }

    /// How long a period is.
    public enum Length: Sendable, Equatable {
        case seconds(Int64)
        case months(Int64)
    }

    public let id: SubscriptionID
    public let brandID: BrandID
    public let accountID: AccountID
    public let kind: Kind
    public let serviceID: ServiceID
    public let name: String
    /// What a renewal costs: the price at which it was bought.
    public let price: Money
    /// The same in US cents, for rewards.
    public let rewardBase: Int64
    public let length: Length
    public let anchor: Timestamp
    public private(set) var state: State
    /// The newest paid period, from 0.
    public private(set) var period: Int64
    /// When its owner asked that it should not renew.
    public private(set) var cancelRequestedAt: Timestamp?
    /// Failed renewals of the next period.
    public private(set) var renewalAttempts: Int64
    public private(set) var endedAt: Timestamp?

    public init(
        id: SubscriptionID, brandID: BrandID, accountID: AccountID, kind: Kind, serviceID: ServiceID, name: String, price: Money,
        rewardBase: Int64, length: Length, anchor: Timestamp, state: State = .active, period: Int64 = 0,
        cancelRequestedAt: Timestamp? = nil,
        renewalAttempts: Int64 = 0, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.kind = kind
        self.serviceID = serviceID
        self.name = name
        self.price = price
        self.rewardBase = rewardBase
        self.length = length
        self.anchor = anchor
        self.state = state
        self.period = period
        self.cancelRequestedAt = cancelRequestedAt
        self.renewalAttempts = renewalAttempts
        self.endedAt = endedAt
    }

    /// Counted from the anchor, so that a month's clamped day and a late renewal move nothing.
    public func start(of period: Int64) -> Timestamp {
        switch length {
        case .seconds(let seconds): anchor.adding(seconds: seconds * period)
        case .months(let months): anchor.adding(months: months * period)
        }
    }

    public func end(of period: Int64) -> Timestamp { start(of: period + 1) }

    public var periodEndsAt: Timestamp { end(of: period) }
}

extension Subscription {
    /// Days after a period's end on which a failed renewal is tried again; after the last the subscription lapses.
    public static let retryDays: [Int64] = [1, 3, 7]

    /// What to do when a period ends or a retry is due.
    public enum Due: Sendable, Equatable {
        case notYet(until: Timestamp)
        case renew
        case end(State)
    }

    /// - Parameter canBeCharged: its owner has a saved card.
    public func due(at time: Timestamp, canBeCharged: Bool) -> Due {
        guard state.isRunning else { return .end(state) }
        let next = renewalAttempts == 0 ? periodEndsAt : periodEndsAt.adding(days: Self.retryDays[Int(renewalAttempts) - 1])
        guard time >= next else { return .notYet(until: next) }
        if cancelRequestedAt != nil { return .end(.cancelled) }
        if !canBeCharged { return .end(.lapsed) }
        return .renew
    }

    /// A further period is paid.
    public mutating func renewed() {
        (state, renewalAttempts, cancelRequestedAt) = (.active, 0, nil)
        period += 1
    }

    /// Takes the newest period off, which has not begun.
    public mutating func shorten() {
        precondition(period > 0)
        period -= 1
    }

    /// - Returns: when to try again; `nil` when it has lapsed with this failure.
    public mutating func renewalFailed(at time: Timestamp) -> Timestamp? {
        guard Int(renewalAttempts) < Self.retryDays.count else {
            end(.lapsed, at: time)
            return nil
        }
        renewalAttempts += 1
        state = .pastDue
        return periodEndsAt.adding(days: Self.retryDays[Int(renewalAttempts) - 1])
    }

    /// Asks that it ends with its period, or takes that back.
    public mutating func setCancelRequested(_ isRequested: Bool, at time: Timestamp) -> Bool {
        guard state.isRunning else { return false }
        cancelRequestedAt = isRequested ? cancelRequestedAt ?? time : nil
        return true
    }

    public mutating func end(_ state: State, at time: Timestamp) {
        guard self.state.isRunning else { return }
        self.state = state
        endedAt = time
    }
}

/// A paid period, whose price is earned evenly over it.
public struct SubscriptionPeriod: Sendable, Equatable {
    public let subscriptionID: SubscriptionID
    public let period: Int64
    public let brandID: BrandID
    public let orderID: OrderID
    public let position: Int
    public let startsAt: Timestamp
    public let endsAt: Timestamp
    public let amount: Money
    /// Entered as revenue so far, minor units.
    public let earned: Int64

    public init(
        subscriptionID: SubscriptionID, period: Int64, brandID: BrandID, orderID: OrderID, position: Int, startsAt: Timestamp,
        endsAt: Timestamp, amount: Money, earned: Int64 = 0
    ) {
        self.subscriptionID = subscriptionID
        self.period = period
        self.brandID = brandID
        self.orderID = orderID
        self.position = position
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.amount = amount
        self.earned = earned
    }

    /// Minor units earned by `time`: the elapsed share, rounded down; all of it at the end.
    public func earned(by time: Timestamp) -> Int64 {
        if time >= endsAt { return amount.minorUnits }
        if time <= startsAt { return 0 }
        let elapsed = Int128(time.microsecondsSince1970 - startsAt.microsecondsSince1970)
        return Int64(Int128(amount.minorUnits) * elapsed / Int128(endsAt.microsecondsSince1970 - startsAt.microsecondsSince1970))
    }
}
