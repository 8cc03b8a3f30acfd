import Telecom
import Testing

@testable import Charging

@Suite struct GrantTests {
    @Test func `a first request gets the quantum with its validity`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 10_000_000_000)
        let item = try gateway.ask(.initial, "s1", 0)
        #expect(item.granted == 100_000_000)
        #expect(item.validitySeconds == 3600)
        #expect(!item.isFinal)
        #expect(item.refusal == nil)
        #expect(gateway.bucket("ten").reserved == 100_000_000)
        #expect(gateway.bucket("ten").remaining == 9_900_000_000)
    }

    @Test func `a gateway that asks for less gets what it asked for`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 10_000_000_000)
        #expect(try gateway.ask(.initial, "s1", 0, requested: .units(1_000_000)).granted == 1_000_000)
    }

    @Test func `the last units go out to the octet, marked final, and then comes the cut-off`() throws {
        var gateway = Gateway()
        try gateway.grant("small", 250_000_001)
        #expect(try gateway.ask(.initial, "s1", 0).granted == 100_000_000)
        #expect(try gateway.ask(.update, "s1", 1, used: 100_000_000).granted == 100_000_000)
        let last = try gateway.ask(.update, "s1", 2, used: 100_000_000)
        #expect(last.granted == 50_000_001)
        #expect(last.isFinal)
        let over = try gateway.ask(.update, "s1", 3, used: 50_000_001)
        #expect(over.granted == nil)
        #expect(over.refusal == .creditLimitReached)
        #expect(gateway.bucket("small").used == 250_000_001)
        #expect(gateway.bucket("small").remaining == 0)
    }

    @Test func `a top-up lets the session resume`() throws {
        var gateway = Gateway()
        try gateway.grant("first", 10)
        #expect(try gateway.ask(.initial, "s1", 0).granted == 10)
        #expect(try gateway.ask(.update, "s1", 1, used: 10).refusal == .creditLimitReached)
        try gateway.grant("second", 2_000_000_000)
        #expect(try gateway.ask(.update, "s1", 2).granted == 100_000_000)
    }

    @Test func `an unlimited bucket grants the quantum and is never final`() throws {
        var gateway = Gateway()
        try gateway.grant("all", nil)
        for number in 0..<50 {
            let item = try gateway.ask(number == 0 ? .initial : .update, "s1", UInt32(number), used: number == 0 ? nil : 100_000_000)
            #expect(item.granted == 100_000_000)
            #expect(!item.isFinal)
        }
        #expect(gateway.bucket("all").used == 4_900_000_000)
        #expect(gateway.bucket("all").remaining == nil)
    }

    @Test func `buckets are used by priority, then by the sooner expiry, then by age`() throws {
        var gateway = Gateway()
        let soon = Gateway.start.adding(days: 1)
        let later = Gateway.start.adding(days: 9)
        try gateway.grant("oldest", 10)
        try gateway.grant("younger", 10)
        try gateway.grant("later", 10, expiresAt: later)
        try gateway.grant("soon", 10, expiresAt: soon)
        try gateway.grant("first", 10, priority: 1)
        #expect(gateway.state.buckets.map(\.id.text) == ["first", "soon", "later", "oldest", "younger"].map { "bkt_\($0)" })
        #expect(try gateway.ask(.initial, "s1", 0, requested: .units(45)).granted == 45)
        #expect(gateway.state.buckets.map(\.reserved) == [10, 10, 10, 10, 5])
    }

    @Test func `parallel sessions share what is left`() throws {
        var gateway = Gateway()
        try gateway.grant("two", 120_000_000)
        #expect(try gateway.ask(.initial, "s1", 0).granted == 100_000_000)
        let second = try gateway.ask(.initial, "s2", 0)
        #expect(second.granted == 10_000_000)
        #expect(!second.isFinal)
        #expect(try gateway.ask(.initial, "s3", 0).granted == 3_333_333)
        #expect(try gateway.ask(.update, "s1", 1, used: 100_000_000).granted == 2_222_222)
    }

    @Test func `of two calls that share 75 seconds the second goes on with what the first gives back`() throws {
        var gateway = Gateway()
        try gateway.grant("talk", 75, unit: .seconds)
        func ask(_ kind: UsageRequest.Kind, _ call: String, _ number: UInt32, used: Int64? = nil) throws -> UsageAnswer.Item {
            try gateway.ask(kind, call, number, used: used, requested: .units(30), unit: .seconds)
        }
        #expect(try ask(.initial, "one", 0).granted == 30)
        #expect(try ask(.update, "one", 1, used: 30).granted == 30)
        let second = try ask(.initial, "two", 0)
        #expect(second.granted == 15 && !second.isFinal)
        _ = try ask(.termination, "one", 2, used: 20)
        #expect(gateway.bucket("talk").remaining == 10 && gateway.bucket("talk").reserved == 15)
        let last = try ask(.update, "two", 1, used: 15)
        #expect(last.granted == 10 && last.isFinal)
        #expect(try ask(.update, "two", 2, used: 10).refusal == .creditLimitReached)
    }

    @Test func `two rating groups of one request get results of their own`() throws {
        var gateway = Gateway()
        try gateway.grant("data", 5_000_000)
        let answer = try gateway.ask(
            UsageRequest(
                sessionID: "s1", requestNumber: 0, kind: .initial, lineID: gateway.line.id,
                items: [
                    .init(ratingGroup: 1, requested: .units(5_000_000)), .init(ratingGroup: 2, requested: .any),
                    .init(ratingGroup: 2, unit: .seconds, requested: .any),
                ]))
        #expect(answer.refusal == nil)
        #expect(answer.items.map(\.granted) == [5_000_000, nil, nil])
        #expect(answer.items.map(\.refusal) == [nil, .creditLimitReached, .creditLimitReached])
        #expect(answer.items.map(\.isFinal) == [true, false, false])
    }

    @Test func `a suspended line gets nothing, yet what it used is debited`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 10_000_000_000)
        try gateway.ask(.initial, "s1", 0)
        gateway.line = ChargeableLine(
            id: gateway.line.id, accountID: gateway.line.accountID, groupID: gateway.line.groupID, brandID: .dotm, isActive: false)
        #expect(try gateway.ask(.update, "s1", 1, used: 5).refusal == .lineNotActive)
        #expect(gateway.bucket("ten").used == 5)
        #expect(gateway.bucket("ten").reserved == 0)
        #expect(try gateway.ask(.initial, "s2", 0).refusal == .lineNotActive)
        #expect(try gateway.ask(.termination, "s1", 2, used: 1).refusal == nil)
        #expect(gateway.bucket("ten").used == 6)
    }

    @Test func `a group has a greatest number of sessions`() throws {
        var gateway = Gateway()
        gateway.policy.greatestSessions = 2
        try gateway.grant("ten", 10_000_000_000)
        try gateway.ask(.initial, "s1", 0)
        try gateway.ask(.initial, "s2", 0)
        #expect(try gateway.ask(.initial, "s3", 0).refusal == .tooManySessions)
        #expect(gateway.state.sessions.count == 2)
    }

    @Test func `a member's cap bounds its month, and a new month begins anew`() throws {
        var gateway = Gateway()
        try gateway.grant("family", 10_000_000_000)
        try gateway.append(.joined(Gateway.account, monthlyCap: 30_000_000))
        #expect(try gateway.ask(.initial, "s1", 0).granted == 30_000_000)
        #expect(try gateway.ask(.initial, "s2", 0).refusal == .memberCapReached)
        #expect(try gateway.ask(.update, "s1", 1, used: 30_000_000).refusal == .memberCapReached)
        gateway.now = Timestamp("2026-12-01T00:00:00.000Z")!
        #expect(try gateway.ask(.update, "s1", 2).granted == 30_000_000)
    }

    @Test(arguments: [
        ("1970-01-31T23:59:59.000Z", 0), ("1970-02-01T00:00:00.000Z", 1), ("2024-02-29T12:00:00.000Z", 649),
        ("2026-12-31T23:59:59.000Z", 683), ("2027-01-01T00:00:00.000Z", 684),
    ])
    func `months are counted from January 1970`(_ text: String, _ month: Int64) {
        #expect(GroupMember.month(of: Timestamp(text)!) == month)
    }
}
