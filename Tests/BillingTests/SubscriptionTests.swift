import Telecom
import TestKit
import Testing

@testable import Billing

@Suite struct SubscriptionTests {
    private func subscription(_ length: Subscription.Length, from anchor: String) -> Subscription {
        Subscription(
            id: SubscriptionID("sub_1")!, brandID: .dotm, accountID: AccountID("acc_1")!, kind: .membership, serviceID: "basic_membership",
            name: "Basic", price: Money(minorUnits: 2400, currency: .usd), rewardBase: 2400, length: length, anchor: Timestamp(anchor)!)
    }

    @Test func `a membership year is 365.25 days`() {
        let membership = subscription(.seconds(31_557_600), from: "2026-11-23T12:00:00.000Z")
        #expect(membership.periodEndsAt.description.hasPrefix("2027-11-23T18:00:00"))
        #expect(membership.end(of: 3).description.hasPrefix("2030-11-23T12:00:00"))
    }

    @Test func `a month's day is clamped and comes back`() {
        let addOn = subscription(.months(1), from: "2027-12-31T08:15:00.000Z")
        #expect(
            (0...4).map { String(addOn.start(of: $0).description.prefix(16)) } == [
                "2027-12-31T08:15", "2028-01-31T08:15", "2028-02-29T08:15", "2028-03-31T08:15", "2028-04-30T08:15",
            ])
    }

    @Test func `a failed renewal is tried again three times and then lapses`() {
        var membership = subscription(.seconds(31_557_600), from: "2026-11-23T12:00:00.000Z")
        let end = membership.periodEndsAt
        #expect(membership.due(at: end.adding(seconds: -1), canBeCharged: true) == .notYet(until: end))
        #expect(membership.due(at: end, canBeCharged: false) == .end(.lapsed))
        var now = end
        for days in [Int64(1), 3, 7] {
            #expect(membership.due(at: now, canBeCharged: true) == .renew)
            now = membership.renewalFailed(at: now)!
            #expect(now == end.adding(days: days) && membership.state == .pastDue)
        }
        let retry = membership.renewalFailed(at: now)
        #expect(retry == nil)
        #expect(membership.state == .lapsed && membership.endedAt == now)
    }

    @Test func `a late renewal moves no day, and one that is to end does not renew`() {
        var membership = subscription(.seconds(31_557_600), from: "2026-11-23T12:00:00.000Z")
        let end = membership.end(of: 1)
        _ = membership.renewalFailed(at: membership.periodEndsAt)
        membership.renewed()
        #expect(membership.state == .active && membership.periodEndsAt == end && membership.renewalAttempts == 0)
        let isSet = membership.setCancelRequested(true, at: end)
        #expect(isSet)
        #expect(membership.due(at: end, canBeCharged: true) == .end(.cancelled))
    }

    @Test func `a period's price is earned evenly and exactly`() {
        let start = Timestamp("2026-11-23T12:00:00.000Z")!
        let period = SubscriptionPeriod(
            subscriptionID: SubscriptionID("sub_1")!, period: 0, brandID: .dotm, orderID: OrderID("ord_1")!, position: 0, startsAt: start,
            endsAt: start.adding(seconds: 31_557_600), amount: Money(minorUnits: 2400, currency: .usd))
        #expect(period.earned(by: start) == 0)
        #expect(period.earned(by: start.adding(seconds: 31_557_600 / 2)) == 1200)
        #expect(period.earned(by: start.adding(seconds: 31_557_599)) == 2399)
        #expect(period.earned(by: period.endsAt) == 2400)
    }
}
