import Telecom
import TestKit
import Testing

@testable import Charging

@Suite struct RefundTests {
    private func gateway() throws -> Gateway {
        var gateway = Gateway()
        try gateway.grant("first", 100, priority: 1)
        try gateway.grant("second", 100, priority: 2)
        return gateway
    }

    @Test func `a refund puts back what was debited, the last first`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(150))
        #expect(try gateway.ask(.refund, "e", 1, requested: .units(60)).granted == 60)
        #expect(gateway.bucket("first").used == 90 && gateway.bucket("second").used == 0)
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `without an amount everything that is left goes back`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(150))
        try gateway.ask(.refund, "e", 1, requested: .units(1))
        #expect(try gateway.ask(.refund, "e", 2).granted == 149)
        #expect(gateway.state.buckets.allSatisfy { $0.used == 0 })
        #expect(try gateway.ask(.refund, "e", 3).refusal == .refundExceedsDebit)
    }

    @Test func `no more goes back than was debited, and then nothing does`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(50))
        try gateway.ask(.event, "other", 0, requested: .units(50))
        for (number, units) in [(UInt32(1), Int64(51)), (2, 1000)] {
            let answer = try gateway.ask(.refund, "e", number, requested: .units(units))
            #expect(answer.refusal == .refundExceedsDebit && answer.granted == nil)
        }
        #expect(gateway.bucket("first").used == 100)
        #expect(try gateway.ask(.refund, "nothing", 0).refusal == .refundExceedsDebit)
    }

    @Test func `a rating group and a unit get back what is theirs`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(50), ratingGroup: 1)
        #expect(try gateway.ask(.refund, "e", 1, requested: .units(1), ratingGroup: 2).refusal == .refundExceedsDebit)
        #expect(try gateway.ask(.refund, "e", 2, requested: .units(1), unit: .seconds, ratingGroup: 1).refusal == .refundExceedsDebit)
        #expect(try gateway.ask(.refund, "e", 3, requested: .units(1), ratingGroup: 1).granted == 1)
    }

    @Test func `a suspended line is refunded`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(50))
        gateway.line = ChargeableLine(
            id: gateway.line.id, accountID: gateway.line.accountID, groupID: gateway.line.groupID, brandID: .dotm, isActive: false)
        #expect(try gateway.ask(.refund, "e", 1).granted == 50)
    }

    @Test func `what comes back to a withdrawn bucket is withdrawn, and to an expired one lapses`() throws {
        var gateway = Gateway()
        try gateway.grant("data", 100, expiresAt: Gateway.start.adding(seconds: 60))
        try gateway.ask(.event, "e", 0, requested: .units(50))
        gateway.now = Gateway.start.adding(seconds: 61)
        try gateway.ask(.refund, "e", 1, requested: .units(10))
        #expect(gateway.state.available(.octets, at: gateway.now) == 0)
        try gateway.append(.withdrawn(BucketID("bkt_data")!, units: 60))
        try gateway.ask(.refund, "e", 2, requested: .units(40))
        #expect(gateway.bucket("data").withdrawn == 100 && gateway.bucket("data").used == 0)
        #expect(gateway.state.brokenInvariants().isEmpty)
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `a live session keeps its grant while something of it is refunded`() throws {
        var gateway = try gateway()
        try gateway.ask(.initial, "s", 0, requested: .units(50))
        try gateway.ask(.update, "s", 1, used: 20, requested: .units(50))
        let reserved = gateway.bucket("first").reserved
        #expect(try gateway.ask(.refund, "s", 2, requested: .units(20)).granted == 20)
        #expect(gateway.bucket("first").reserved == reserved && gateway.bucket("first").used == 0)
    }

    @Test func `a member's month gets back what it was charged`() throws {
        var gateway = try gateway()
        try gateway.append(.joined(Gateway.account, monthlyCap: 100))
        try gateway.ask(.event, "e", 0, requested: .units(100))
        #expect(try gateway.ask(.event, "f", 0, requested: .units(1)).refusal == .memberCapReached)
        try gateway.ask(.refund, "e", 1, requested: .units(10))
        #expect(try gateway.ask(.event, "g", 0, requested: .units(10)).granted == 10)
    }

    @Test func `a row that puts back what was never taken does not follow`() throws {
        var gateway = try gateway()
        try gateway.ask(.event, "e", 0, requested: .units(50))
        let before = gateway.state
        try gateway.ask(.refund, "e", 1)
        guard case .usage(var usage) = try #require(gateway.rows.last).entry else { return }
        usage.items[0].debits[0].units += 1
        let row = JournalRow(groupID: Gateway.group, sequence: before.sequence + 1, at: gateway.now, entry: .usage(usage))
        #expect(throws: JournalFault.self) {
            var fold = before
            try fold.apply(row)
        }
    }

    @Test func `a refund reports no use`() {
        #expect(throws: UsageRequestError.usedInEvent) {
            try UsageRequest(
                sessionID: "e", requestNumber: 1, kind: .refund, lineID: LineID("line_one")!,
                items: [.init(ratingGroup: nil, requested: .any, used: UsedUnits(total: 1))])
        }
    }

    @Test func `debits and refunds in any order never give more than was taken`() throws {
        for seed in UInt64(1)...40 {
            let random = Randomness.seeded(seed)
            var gateway = Gateway()
            for number in 0..<4 { try gateway.grant("b\(number)", Int64(random.number(below: 300)) + 1) }
            var (numbers, net): ([String: UInt32], [String: Int64]) = ([:], [:])
            for _ in 0..<80 {
                let session = "e\(random.number(below: 3))"
                let number = numbers[session] ?? 0
                numbers[session] = number + 1
                let units = Int64(random.number(below: 60)) + 1
                let isRefund = random.number(below: 2) == 0
                let answer = try gateway.ask(isRefund ? .refund : .event, session, number, requested: .units(units))
                if isRefund { #expect((answer.granted == units) == (units <= net[session] ?? 0), "seed \(seed)") }
                net[session, default: 0] += (answer.granted ?? 0) * (isRefund ? -1 : 1)
                #expect(gateway.state.brokenInvariants().isEmpty, "seed \(seed)")
            }
            #expect(gateway.state.buckets.reduce(0) { $0 + $1.used } == net.values.reduce(0, +), "seed \(seed)")
            #expect(try gateway.refolded() == gateway.state, "seed \(seed)")
            var (fold, sums) = (ChargingDataRecordFold(), ChargingDataRecordSums())
            for record in gateway.rows.flatMap({ fold.apply($0) }) { sums += record }
            #expect(sums.debited[.octets, default: 0] == gateway.state.debited(.octets), "records add up, seed \(seed)")
        }
    }
}
