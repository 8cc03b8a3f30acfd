import Catalog
import Telecom
import TestKit
import Testing

@testable import Charging

@Suite struct TariffTests {
    /// Every octet with this weight.
    private func gateway(_ weight: String, octets: Int64 = 1000) throws -> Gateway {
        var gateway = Gateway()
        gateway.tariffs = Tariffs(rules: [Tariffs.Rule(name: "all", weight: try #require(Weight(weight)))])
        try gateway.grant("data", octets)
        return gateway
    }

    @Test func `what costs double is granted by half, and debited double`() throws {
        var gateway = try gateway("2")
        let answer = try gateway.ask(.initial, "s", 0)
        #expect(answer.granted == 500 && answer.isFinal)
        #expect(gateway.bucket("data").reserved == 1000)
        try gateway.ask(.termination, "s", 1, used: 300)
        #expect(gateway.bucket("data").used == 600 && gateway.bucket("data").reserved == 0)
        #expect(gateway.state.usage.values.map(\.octets) == [300], "usage is what was used")
    }

    @Test func `what is cheaper is granted in full, and no octet is lost however often it is reported`() throws {
        var gateway = try gateway("1/3", octets: 1_000_000)
        #expect(try gateway.ask(.initial, "s", 0, requested: .units(100)).granted == 100)
        #expect(gateway.bucket("data").reserved == 34)
        for number in 1...10 { try gateway.ask(.update, "s", UInt32(number), used: 10, requested: .units(100)) }
        #expect(gateway.bucket("data").used == 34, "100 thirds, rounded up once")
        try gateway.ask(.update, "s", 11, used: 2, requested: .units(100))
        #expect(gateway.bucket("data").used == 34)
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `what is free works with an empty bucket, and takes nothing`() throws {
        var gateway = Gateway()
        gateway.tariffs = Tariffs(rules: [Tariffs.Rule(name: "app", ratingGroups: [100], weight: try #require(Weight("0")))])
        try gateway.grant("data", 10)
        #expect(try gateway.ask(.event, "e", 0, requested: .units(10)).granted == 10)
        let free = try gateway.ask(.initial, "s", 0, requested: .units(5000), ratingGroup: 100)
        #expect(free.granted == 5000 && free.refusal == nil && !free.isFinal && free.validitySeconds == 3600)
        #expect(try gateway.ask(.initial, "t", 0, ratingGroup: 1).refusal == .creditLimitReached)
        try gateway.ask(.termination, "s", 1, used: 5000, ratingGroup: 100)
        #expect(gateway.bucket("data").used == 10)
        #expect(gateway.state.usage.values.reduce(0) { $0 + $1.octets } == 5010)
        #expect(gateway.state.usage.values.allSatisfy { $0.overageOctets == 0 })
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `too little for one unit is too little`() throws {
        var gateway = try gateway("100", octets: 99)
        #expect(try gateway.ask(.initial, "s", 0).refusal == .creditLimitReached)
    }

    @Test func `a change within the validity is told, reserved for and charged before and after`() throws {
        var gateway = Gateway()
        gateway.tariffs = Tariffs(rules: [
            Tariffs.Rule(name: "evening", hours: Tariffs.Hours(from: 12 * 60 + 30, to: 23 * 60), weight: try #require(Weight("2")))
        ])
        try gateway.grant("data", 10_000)
        let answer = try gateway.ask(.initial, "s", 0, requested: .units(1000))
        #expect(answer.granted == 1000 && answer.tariffChange == Gateway.start.adding(seconds: 1800))
        #expect(gateway.bucket("data").reserved == 2000)
        gateway.now = Gateway.start.adding(seconds: 2000)
        let next = try gateway.ask(.update, "s", 1, used: 700, afterChange: 300, requested: .units(1000))
        #expect(gateway.bucket("data").used == 400 + 600)
        #expect(next.tariffChange == nil && gateway.bucket("data").reserved == 2000)
        try gateway.ask(.termination, "s", 2, used: 100)
        #expect(gateway.bucket("data").used == 1200)
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `a session keeps the tariff that it was granted under`() throws {
        var gateway = try gateway("2")
        try gateway.ask(.initial, "s", 0, requested: .units(100))
        gateway.tariffs = .flat
        try gateway.ask(.update, "s", 1, used: 100, requested: .units(100))
        #expect(gateway.bucket("data").used == 200)
        try gateway.ask(.termination, "s", 2, used: 100)
        #expect(gateway.bucket("data").used == 300, "the second grant is by the new tariff")
    }

    @Test func `a grant under a tariff, and what is charged ahead, survive a checkpoint`() throws {
        var gateway = try gateway("2/7", octets: 1_000_000)
        try gateway.ask(.initial, "s", 0, requested: .units(1000), ratingGroup: 5)
        try gateway.ask(.update, "s", 1, used: 1, requested: .units(1000), ratingGroup: 5)
        #expect(gateway.state.sessions["s"]?.ahead.count == 1)
        _ = gateway.state.takeUsage()
        #expect(try ChargingState(decoding: gateway.state.encoded, groupID: Gateway.group) == gateway.state)
        for length in 0..<gateway.state.encoded.count {
            #expect(throws: UnreadableBody.self) {
                try ChargingState(decoding: Array(gateway.state.encoded.prefix(length)), groupID: Gateway.group)
            }
        }
    }

    @Test func `a row that debits other than its weights say does not follow`() throws {
        var gateway = try gateway("2")
        try gateway.ask(.initial, "s", 0, requested: .units(100))
        let before = gateway.state
        try gateway.ask(.termination, "s", 1, used: 50)
        guard case .usage(var usage) = try #require(gateway.rows.last).entry else { return }
        usage.items[0].debits[0].units -= 1
        let row = JournalRow(groupID: Gateway.group, sequence: before.sequence + 1, at: gateway.now, entry: .usage(usage))
        #expect(throws: JournalFault.self) {
            var fold = before
            try fold.apply(row)
        }
    }

    @Test func `seconds and messages count as they are`() throws {
        var gateway = try gateway("2")
        try gateway.grant("talk", 100, unit: .seconds)
        #expect(try gateway.ask(.initial, "call", 0, unit: .seconds).granted == 100)
        try gateway.ask(.termination, "call", 1, used: 60, unit: .seconds)
        #expect(gateway.bucket("talk").used == 60)
    }

    @Test func `whatever is used under whatever tariffs, charges are the exact sum, rounded up once a session and rating group`() throws {
        for seed in UInt64(1)...40 {
            let random = Randomness.seeded(seed)
            var gateway = Gateway()
            gateway.policy.octets = .init(quantum: 5000, smallest: 100)
            try gateway.grant("data", 200_000)
            let denominators: [Int64] = [1, 2, 3, 4, 5, 7, 8, 9, 11, 12]
            func weight() -> Weight {
                Weight(inParts: Int64(random.number(below: 30)) * Weight.whole / denominators[Int(random.number(below: 10))])!
            }
            var exact: [String: Int128] = [:]
            var numbers: [String: UInt32] = [:]
            for _ in 0..<60 {
                let session = "s\(random.number(below: 3))"
                gateway.now = gateway.now.adding(seconds: Int64(random.number(below: 300)))
                gateway.tariffs = Tariffs(rules: [
                    Tariffs.Rule(name: "day", hours: Tariffs.Hours(from: 720 + Int64(random.number(below: 60)), to: 900), weight: weight()),
                    Tariffs.Rule(name: "else", weight: weight()),
                ])
                let number = numbers[session] ?? 0
                let reservation = gateway.state.sessions[session]?.reservations.first
                var (used, after): (Int64?, Int64) = (nil, 0)
                if let reservation, let granted = gateway.granted(session) {
                    let units = Int64(random.number(below: UInt64(granted) + 1))
                    used = units
                    if reservation.tariff.change != nil { after = Int64(random.number(below: UInt64(units) + 1)) }
                    for part in reservation.tariff.weighed(units, after: after) {
                        exact[session, default: 0] += Int128(part.units) * Int128(part.weight.parts)
                    }
                }
                try gateway.ask(number == 0 ? .initial : .update, session, number, used: used, afterChange: after)
                numbers[session] = number + 1
                #expect(gateway.state.brokenInvariants().isEmpty, "seed \(seed)")
            }
            let expected = exact.values.reduce(Int64(0)) { $0 + Int64(($1 + Int128(Weight.whole) - 1) / Int128(Weight.whole)) }
            let overage = gateway.state.usage.values.reduce(0) { $0 + $1.overageOctets }
            #expect(gateway.bucket("data").used == expected && overage == 0, "seed \(seed)")
            #expect(try gateway.refolded() == gateway.state, "seed \(seed)")
        }
    }
}

extension Gateway {
    /// Units that the session was granted last.
    fileprivate func granted(_ session: String) -> Int64? {
        for row in rows.reversed() {
            if case .usage(let usage) = row.entry, usage.sessionID == session { return usage.items.first?.granted }
        }
        return nil
    }
}
