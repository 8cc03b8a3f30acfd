import Telecom
import TestKit
import Testing

@testable import Charging

@Suite struct JournalTests {
    /// Random grants, requests, lost releases, withdrawals and jumps of time.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `whatever happens, units add up and the state is the fold of its journal`(_ seed: UInt64) throws {
        let chance = Randomness.seeded(seed)
        func below(_ bound: UInt64) -> UInt64 { chance.number(below: bound) }
        var gateway = Gateway()
        gateway.policy.octets = .init(quantum: 1000, smallest: 10)
        var numbers: [String: UInt32] = [:]
        var usedInAll: Int64 = 0
        for step in 0..<400 {
            switch below(20) {
            case 0:
                let expiry = below(2) == 0 ? nil : gateway.now.adding(seconds: Int64(below(20_000)))
                let units = below(12) == 0 ? nil : Int64(below(20_000))
                try gateway.grant("\(step)", units, priority: Int(below(3)), startsAt: gateway.now, expiresAt: expiry)
            case 1: gateway.now = gateway.now.adding(seconds: Int64(below(9000)))
            case 2:
                if let bucket = gateway.state.buckets.first(where: { _ in below(3) == 0 }), !bucket.isWithdrawn {
                    try gateway.append(.withdrawn(bucket.id, units: bucket.remaining))
                }
            case 3:
                if let row = try gateway.state.reclaimReservations(gateway.policy, at: gateway.now) { gateway.rows.append(row) }
            default:
                let session = "s\(below(6))"
                let number = numbers[session, default: 0] + 1
                numbers[session] = number
                let isOpen = gateway.state.sessions[session] != nil
                let kind: UsageRequest.Kind = !isOpen && below(8) > 0 ? .initial : [.update, .update, .update, .termination][Int(below(4))]
                let used = isOpen ? Int64(below(1500)) : 0
                usedInAll += used
                try gateway.ask(kind, session, number, used: used, requested: below(3) == 0 ? .units(Int64(below(2000)) + 1) : .any)
            }
            #expect(gateway.state.brokenInvariants() == [])
        }
        let fold = try gateway.refolded()
        #expect(fold == gateway.state)
        let debited =
            gateway.state.buckets.reduce(0) { $0 + $1.used } + gateway.state.closed.values.reduce(0) { $0 + $1.used }
        let usage = gateway.state.usage.values.reduce((0, 0)) { ($0.0 + $1.octets, $0.1 + $1.overageOctets) }
        #expect(usage.0 == usedInAll)
        #expect(debited + usage.1 == usedInAll)
        var records = ChargingDataRecordFold()
        var recorded = ChargingDataRecordSums()
        for record in gateway.rows.flatMap({ records.apply($0) }) + Array(records.open.values) { recorded += record }
        #expect(Set(records.open.keys) == Set(gateway.state.sessions.keys))
        #expect(recorded.debited[.octets, default: 0] == debited)
        let ofLine = gateway.state.usage.values.reduce(into: UsageCounts.zero) { $0 += $1 }
        #expect(recorded.lines == (usedInAll > 0 ? [gateway.line.id: ofLine] : [:]))
    }

    @Test func `the gateway of a session is known from its journal and from a checkpoint`() throws {
        var gateway = Gateway()
        try gateway.grant("one", 5_000_000_000)
        let named = Charging.Gateway(host: "pgw.a.test", realm: "a.test")
        for (session, gatewayOfIt) in [("s1", named), ("s2", nil)] {
            let request = try UsageRequest(
                sessionID: session, requestNumber: 0, kind: .initial, lineID: gateway.line.id,
                items: [.init(ratingGroup: 1, requested: .any)], gateway: gatewayOfIt)
            gateway.rows.append(try gateway.state.authorize(request, line: gateway.line, policy: gateway.policy, at: gateway.now))
        }
        #expect(try gateway.refolded().sessions.mapValues(\.gateway) == ["s1": named, "s2": nil])
        let rebuilt = try ChargingState(decoding: gateway.state.encoded, groupID: Gateway.group)
        #expect(rebuilt == gateway.state && rebuilt.sessions["s1"]?.gateway == named)
    }

    @Test func `a checkpoint and the rows behind it make the same state`() throws {
        var gateway = Gateway()
        try gateway.grant("one", 5_000_000_000, expiresAt: Gateway.start.adding(days: 10))
        try gateway.grant("talk", 600, unit: .seconds)
        try gateway.append(.joined(Gateway.account, monthlyCap: 7_000_000))
        try gateway.ask(.initial, "s1", 0, ratingGroup: 32)
        _ = gateway.state.takeUsage()
        var rebuilt = try ChargingState(decoding: gateway.state.encoded, groupID: Gateway.group)
        #expect(rebuilt == gateway.state)
        let count = gateway.rows.count
        try gateway.ask(.update, "s1", 1, used: 500, ratingGroup: 32)
        try gateway.ask(.termination, "s1", 2, used: 5)
        for row in gateway.rows[count...] { try rebuilt.apply(row) }
        #expect(rebuilt == gateway.state)
    }

    @Test func `closed buckets are forgotten and still add up`() throws {
        var gateway = Gateway()
        for index in 0..<200 {
            try gateway.grant("\(index)", 10)
            try gateway.ask(.initial, "s\(index)", 0)
            try gateway.ask(.termination, "s\(index)", 1, used: 10)
        }
        #expect(gateway.state.buckets.count == ChargingState.keptBuckets)
        #expect(gateway.state.closed[.octets]?.count == 136)
        #expect(gateway.state.closed[.octets]?.used == 1360)
        #expect(try gateway.refolded() == gateway.state)
    }

    @Test func `a plain request costs a few dozen bytes`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 10_000_000_000)
        try gateway.ask(.initial, "s1", 0)
        try gateway.ask(.update, "s1", 1, used: 100_000_000)
        #expect(gateway.rows.last!.entry.encoded.count <= 40)
    }

    @Test func `rows that cannot follow are refused`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 100)
        let row = gateway.rows[0]
        #expect(throws: JournalFault.self) { try gateway.state.apply(row) }
        #expect(throws: JournalFault.self) { try gateway.append(.withdrawn(BucketID("bkt_ten")!, units: 99)) }
    }

    @Test func `damaged bodies are refused, whatever was damaged`() throws {
        var gateway = Gateway()
        try gateway.grant("ten", 1000)
        try gateway.ask(.initial, "s1", 0)
        for row in gateway.rows {
            let bytes = row.entry.encoded
            for length in 0..<bytes.count {
                #expect(throws: UnreadableBody.self) {
                    try JournalEntry(decoding: Array(bytes[..<length]), groupID: row.groupID, request: row.request)
                }
            }
            for index in bytes.indices {
                var damaged = bytes
                damaged[index] ^= 0xFF
                _ = try? JournalEntry(decoding: damaged, groupID: row.groupID, request: row.request)
            }
        }
        _ = gateway.state.takeUsage()
        let checkpoint = gateway.state.encoded
        for length in 0..<checkpoint.count {
            #expect(throws: UnreadableBody.self) { try ChargingState(decoding: Array(checkpoint[..<length]), groupID: Gateway.group) }
        }
    }
}
