import Billing
import Store
import Telecom

extension Platform {
    /// Books what every running period has earned by now. Run again at the same time, it books nothing.
    /// - Returns: how many periods still have something to earn.
    @discardableResult
    public func recogniseRevenue() async throws -> Int {
        let now = time.now()
        var open = 0
        var last: (SubscriptionID, Int64)?
        while true {
            let after = last
            let page = try await store.write { transaction in
                let periods = try transaction.openSubscriptionPeriods(after: after, limit: 200)
                for period in periods {
                    let kind = try transaction.subscription(period.subscriptionID)?.kind
                    try transaction.earn(
                        period, as: kind == .addOn ? .addOnRevenue : .membershipRevenue, closes: period.endsAt <= now, at: now,
                        randomness: randomness)
                }
                return periods
            }
            open += page.count { $0.endsAt > now }
            guard page.count == 200, let end = page.last else { break }
            last = (end.subscriptionID, end.period)
        }
        if open > 0 { try await store.write { try $0.scheduleRevenueRecognition(at: now) } }
        return open
    }
}

extension JobHandler {
    static let recogniseRevenue = JobHandler(kind: "recognise_revenue", timeoutSeconds: 600) { platform, _ in
        try await platform.recogniseRevenue()
    }
}

extension SQLTransaction {
    /// Books what a period has earned since it was last booked.
    func earn(_ period: SubscriptionPeriod, as revenue: LedgerAccount, closes: Bool, at time: Timestamp, randomness: Randomness) throws {
        let earned = period.earned(by: time)
        let news = Money(minorUnits: earned - period.earned, currency: period.amount.currency)
        try book(
            Postings.earned(news, as: revenue), reference: "earned:\(period.subscriptionID):\(period.period):\(earned)",
            brand: period.brandID, order: period.orderID, at: time, randomness: randomness)
        try updateSubscriptionPeriod(period.subscriptionID, period.period, earned: earned, closedAt: closes ? time : nil)
    }

    /// Once a day, at the first moment of the next one (UTC), as long as something is left to earn.
    func scheduleRevenueRecognition(at time: Timestamp) throws {
        let day = time.secondsSince1970 / 86_400 + 1
        try enqueue(
            NewJob(
                kind: "recognise_revenue", key: "\(day)", payload: [String](), runAt: Timestamp(secondsSince1970: day * 86_400)), at: time)
    }
}
