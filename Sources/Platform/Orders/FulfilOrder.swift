import Billing
import Catalog
import Charging
import Store
import Subscribers
import Telecom

extension Platform {
    /// Delivers a paid order: buckets, subscriptions, lines and shipments, with the books, in one transaction. Delivered before, nothing happens.
    public func fulfilOrder(_ id: OrderID) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard var order = try transaction.order(id) else { throw JobAbandoned("no such order") }
            guard order.state == .paid || order.state == .partiallyRefunded, order.fulfilledAt == nil else { return }
            guard let account = try transaction.account(order.accountID) else { throw JobAbandoned("no such account") }
            let refunded = try transaction.refundedUnits(of: id)
            var delivery = Delivery(transaction: transaction, platform: self, order: order, account: account, time: now)
            for item in order.items {
                try delivery.deliver(item, units: item.quantity - refunded[item.position, default: 0])
            }
            try transaction.book(
                delivery.earned.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { Postings.earned($0.value, as: $0.key) },
                reference: "fulfilment:\(id)", brand: order.brandID, order: id, at: now, randomness: randomness)
            try order.apply(.delivered, at: now)
            try transaction.updateOrder(order, actor: "system", reason: "delivered", at: now)
            try transaction.audit(actor: "system", action: "order.fulfil", subject: id.text, brand: order.brandID, at: now)
            try transaction.tell(order.accountID, kind: "order_delivered", platform: self, at: now) { language, catalog in
                News(
                    title: language.message("orders.delivered.title"), paragraphs: delivery.news.map { $0.text(in: language, catalog) })
            }
        }
    }
}

extension JobHandler {
    static let fulfilOrder = JobHandler(kind: "fulfil_order") { platform, job in
        try await platform.fulfilOrder(try job.decode(OrderJob.self).order)
    }
}

/// What an item of an order has brought.
private enum Delivered {
    case data(DataVolume, days: Int?)
    /// Time to talk or messages, by the name of the service.
    case talk(String)
    case toBeSent(String)
    case until(String, Timestamp)

    func text(in language: Language, _ catalog: Catalog) -> String {
        switch self {
        case .data(let volume, let days?):
            language.message("orders.delivered.data_for", count: Int64(days), ["volume": language.volume(volume)])
        case .data(let volume, nil): language.message("orders.delivered.data", ["volume": language.volume(volume)])
        case .talk(let name): language.message("orders.delivered.talk", ["name": catalog.text(name, in: language)])
        case .toBeSent(let name): language.message("orders.delivered.post", ["name": catalog.text(name, in: language)])
        case .until(let name, let time):
            language.message("orders.delivered.until", ["name": catalog.text(name, in: language), "day": language.day(time)])
        }
    }
}

/// The delivery of one order inside its transaction.
private struct Delivery {
    let transaction: any SQLTransaction
    let platform: Platform
    let order: Order
    let account: Account
    let time: Timestamp
    /// What was delivered for good, by where its price goes.
    var earned: [LedgerAccount: Money] = [:]
    /// For the owner, a sentence for each item.
    var news: [Delivered] = []

    mutating func deliver(_ item: OrderItem, units: Int64) throws {
        guard units > 0 else { return }
        switch item.fulfilment {
        case .bucket(let allowance, let validityDays, let priority, let createsLine):
            for unit in 0..<units { try grantBucket(item, unit, allowance, validityDays, priority) }
            if createsLine { try orderLineIfNone(item) }
            earn(item, units)
            if case .data(let volume) = allowance {
                news.append(.data(DataVolume(octets: volume.octets * units), days: validityDays))
            } else {
                news.append(.talk(item.name))
            }
        case .membership(let seconds):
            try subscribe(item, .membership, .seconds(seconds))
            try orderLineIfNone(item)
        case .addOn(let months): try subscribe(item, .addOn, .months(Int64(months)))
        case .shipment:
            for unit in 0..<units {
                let id: ShipmentID = platform.newID()
                try transaction.insertShipment(id, order: order, service: item.serviceID, at: time)
                try grant(item, unit, .shipment, id.text)
            }
            earn(item, units)
            news.append(.toBeSent(item.name))
        case .none: break
        }
    }

    private func grantBucket(_ item: OrderItem, _ unit: Int64, _ allowance: Allowance, _ validityDays: Int?, _ priority: Int) throws {
        let bucket = Bucket(
            id: platform.newID(), groupID: account.groupID, accountID: account.id, unit: allowance.unit, granted: allowance.count,
            priority: priority,
            startsAt: time, expiresAt: validityDays.map { time.adding(days: Int64($0)) }, serviceID: item.serviceID.text, orderID: order.id)
        try transaction.grantBucket(bucket, at: time)
        try grant(item, unit, .bucket, bucket.id.text)
    }

    /// Starts a subscription, or adds a period to the one that runs.
    private mutating func subscribe(_ item: OrderItem, _ kind: Subscription.Kind, _ length: Subscription.Length) throws {
        let running = try transaction.runningSubscriptions(of: account.id)
        var subscription: Subscription
        if let known = running.first(where: { $0.id == order.renews || $0.serviceID == item.serviceID }) {
            subscription = known
            subscription.renewed()
            try transaction.updateSubscription(subscription, at: time)
        } else {
            subscription = Subscription(
                id: platform.newID(), brandID: order.brandID, accountID: account.id, kind: kind, serviceID: item.serviceID, name: item.name,
                price: item.unitPrice, rewardBase: item.unitRewardBase, length: length, anchor: time)
            try transaction.insertSubscription(subscription, at: time)
        }
        let period = SubscriptionPeriod(
            subscriptionID: subscription.id, period: subscription.period, brandID: order.brandID, orderID: order.id,
            position: item.position,
            startsAt: subscription.start(of: subscription.period), endsAt: subscription.periodEndsAt, amount: item.unitRevenue)
        try transaction.insertSubscriptionPeriod(period)
        try grant(item, 0, .subscription, subscription.id.text)
        try transaction.scheduleRenewal(of: subscription, runAt: subscription.periodEndsAt, at: time)
        try transaction.scheduleRevenueRecognition(at: time)
        if kind == .membership { try transaction.liftSuspensions(.membershipLapsed, of: account.id, at: time) }
        news.append(.until(item.name, subscription.periodEndsAt))
    }

    private func orderLineIfNone(_ item: OrderItem) throws {
        let lines = try transaction.lines(of: account.id)
        guard lines.allSatisfy(\.state.isEnd) else { return }
        let line = try transaction.orderLine(
            account: account.id, brand: order.brandID, order: order.id, item: item.position, at: time, ids: platform.randomness)
        try grant(item, 0, .line, line.text)
    }

    private func grant(_ item: OrderItem, _ unit: Int64, _ kind: OrderGrant.Kind, _ subject: String) throws {
        try transaction.insertOrderGrant(
            OrderGrant(position: item.position, unit: unit, kind: kind, subjectID: subject), order: order.id)
    }

    private mutating func earn(_ item: OrderItem, _ units: Int64) {
        let before = earned[item.revenue] ?? .zero(order.currency)
        earned[item.revenue] = before + item.unitRevenue * units
    }
}

extension Allowance {
    /// What charging counts it in.
    fileprivate var unit: ChargingUnit {
        switch self {
        case .data: .octets
        case .seconds: .seconds
        case .messages: .messages
        }
    }

    fileprivate var count: Int64 {
        switch self {
        case .data(let volume): volume.octets
        case .seconds(let count), .messages(let count): count
        }
    }
}
