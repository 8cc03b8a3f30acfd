import Telecom
import Testing

@testable import Charging

@Suite struct DebitTests {
    @Test func `a termination debits what was used and releases the rest`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 10_000_000_000)
        try gateway.ask(.initial, "s1", 0)
        try gateway.ask(.termination, "s1", 1, used: 12_345)
        #expect(gateway.bucket("ten").used == 12_345)
        #expect(gateway.bucket("ten").reserved == 0)
        #expect(gateway.state.sessions.isEmpty)
    }

    @Test func `a gateway that overshoots is debited what is left, and the rest is counted as overage`() throws {
        var gateway = Gateway()
        try gateway.grant("small", 120)
        #expect(try gateway.ask(.initial, "s1", 0, requested: .units(100)).granted == 100)
        try gateway.ask(.update, "s1", 1, used: 130)
        #expect(gateway.bucket("small").used == 120)
        #expect(gateway.bucket("small").remaining == 0)
        let usage = gateway.state.usage.values.first!
        #expect(usage.octets == 130)
        #expect(usage.overageOctets == 10)
    }

    @Test func `an event is debited at once, all or nothing`() throws {
        var gateway = Gateway()
        try gateway.grant("texts", 3, unit: .messages)
        #expect(try gateway.ask(.event, "e1", 0, requested: .units(2), unit: .messages).granted == 2)
        #expect(try gateway.ask(.event, "e2", 0, requested: .units(2), unit: .messages).refusal == .creditLimitReached)
        #expect(try gateway.ask(.event, "e3", 0, unit: .messages).granted == 1)
        #expect(gateway.bucket("texts").used == 3)
        #expect(gateway.state.sessions.isEmpty)
        #expect(gateway.state.usage.values.first?.messages == 3)
    }

    @Test func `an expired bucket gives nothing, but what was promised before may be used`() throws {
        var gateway = Gateway()
        try gateway.grant("trial", 1_000_000_000, expiresAt: Gateway.start.adding(seconds: 600))
        let first = try gateway.ask(.initial, "s1", 0)
        #expect(first.granted == 100_000_000)
        #expect(first.validitySeconds == 600)
        gateway.now = Gateway.start.adding(seconds: 601)
        let second = try gateway.ask(.update, "s1", 1, used: 60_000_000)
        #expect(second.refusal == .creditLimitReached)
        #expect(gateway.bucket("trial").used == 60_000_000)
        #expect(gateway.bucket("trial").reserved == 0)
    }

    @Test func `a bucket gives nothing before it starts`() throws {
        var gateway = Gateway()
        try gateway.grant("next", 100, startsAt: Gateway.start.adding(days: 1))
        #expect(try gateway.ask(.initial, "s1", 0).refusal == .creditLimitReached)
        gateway.now = Gateway.start.adding(days: 1)
        #expect(try gateway.ask(.update, "s1", 1).granted == 100)
    }

    @Test func `a withdrawn bucket keeps its promise and gives nothing more`() throws {
        var gateway = Gateway()
        try gateway.grant("refunded", 1_000_000_000)
        try gateway.ask(.initial, "s1", 0)
        try gateway.append(.withdrawn(BucketID("bkt_refunded")!, units: 900_000_000))
        #expect(try gateway.ask(.update, "s1", 1, used: 40_000_000).refusal == .creditLimitReached)
        let bucket = gateway.bucket("refunded")
        #expect((bucket.used, bucket.reserved, bucket.withdrawn) == (40_000_000, 0, 960_000_000))
        #expect(bucket.remaining == 0)
    }

    @Test func `a lost release is reclaimed when validity and holding time have passed`() throws {
        var gateway = Gateway()
        try gateway.grant("all", 50_000_000)
        #expect(try gateway.ask(.initial, "lost", 0).granted == 50_000_000)
        gateway.now = Gateway.start.adding(seconds: 7199)
        #expect(try gateway.ask(.initial, "s2", 0).refusal == .creditLimitReached)
        gateway.now = Gateway.start.adding(seconds: 7200)
        #expect(try gateway.ask(.update, "s2", 1).granted == 50_000_000)
        // The silent gateway reports late: it is still debited, as far as there is anything.
        #expect(try gateway.ask(.update, "lost", 1, used: 10).refusal == .creditLimitReached)
        #expect(gateway.state.usage.values.first?.overageOctets == 10)
    }

    @Test func `the sweep reclaims and in the end forgets a silent session`() throws {
        var gateway = Gateway()
        try gateway.grant("all", 50_000_000)
        try gateway.ask(.initial, "lost", 0)
        #expect(try gateway.state.reclaimReservations(gateway.policy, at: gateway.now) == nil)
        let swept = try gateway.state.reclaimReservations(gateway.policy, at: Gateway.start.adding(seconds: 7200))
        #expect(swept?.entry == .reclaimed([Reclaim(session: 2, closes: false)]))
        #expect(gateway.bucket("all").remaining == 50_000_000)
        #expect(try gateway.state.reclaimReservations(gateway.policy, at: Gateway.start.adding(seconds: 86_400)) != nil)
        #expect(gateway.state.sessions.isEmpty)
    }

    @Test func `a session that is not known is debited what it reports and told so`() throws {
        var gateway = Gateway()
        try gateway.grant("all", 50_000_000)
        #expect(try gateway.ask(.update, "never", 4, used: 7).refusal == .unknownSession)
        #expect(gateway.bucket("all").used == 7)
        #expect(gateway.state.sessions.isEmpty)
    }

    @Test func `a request that comes too late is refused and changes nothing`() throws {
        var gateway = Gateway()
        try gateway.grant("all", 50_000_000)
        try gateway.ask(.initial, "s1", 0)
        try gateway.ask(.update, "s1", 2, used: 7)
        let before = gateway.state
        #expect(throws: ChargingError.outOfOrder(last: 2)) { try gateway.ask(.update, "s1", 1, used: 7) }
        #expect(throws: ChargingError.outOfOrder(last: 2)) { try gateway.ask(.update, "s1", 2, used: 7) }
        gateway.line = ChargeableLine(
            id: LineID("line_two")!, accountID: Gateway.account, groupID: Gateway.group, brandID: .dotm, isActive: true)
        #expect(throws: ChargingError.sessionOfAnotherLine) { try gateway.ask(.update, "s1", 3, used: 7) }
        #expect(gateway.state == before)
    }
}
