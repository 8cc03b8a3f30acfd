import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ChargingEngineTests {
    static let gigabyte: Int64 = 1_000_000_000

    /// An account with an active line and a bucket.
    private func platform(units: Int64? = 10 * gigabyte, time: ManualTime = ManualTime()) async throws -> Platform {
        let platform = try await testPlatform(time: time)
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana", units: units)
        }
        return platform
    }

    private func request(
        _ session: String, _ number: UInt32, _ kind: UsageRequest.Kind, used: Int64? = nil, line: String = "ana",
        isRetransmission: Bool = false
    ) throws -> UsageRequest {
        try UsageRequest(
            sessionID: session, requestNumber: number, kind: kind, lineID: LineID("line_" + line)!,
            items: [
                .init(ratingGroup: 1, requested: kind == .termination ? .nothing : .any, used: used.map { UsedUnits(total: $0) })
            ], isRetransmission: isRetransmission)
    }

    @Test func `a session is granted, debited and released`() async throws {
        let platform = try await platform()
        let first = try await platform.authorizeUsage(request("s", 0, .initial))
        #expect(first.items.first?.granted == 100_000_000)
        _ = try await platform.authorizeUsage(request("s", 1, .update, used: 100_000_000))
        _ = try await platform.authorizeUsage(request("s", 2, .termination, used: 1))
        let view = try await platform.buckets(of: AccountID("acc_ana")!)
        #expect(view.count == 1)
        #expect(view[0].balance?.used == 100_000_001)
        #expect(view[0].available == 9_899_999_999)
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `a request sent again gets the stored answer and is charged once`() async throws {
        let platform = try await platform()
        var answers: [UsageAnswer] = []
        for _ in 0..<3 { answers.append(try await platform.authorizeUsage(request("s", 0, .initial))) }
        for _ in 0..<3 { answers.append(try await platform.authorizeUsage(request("s", 1, .update, used: 7))) }
        for _ in 0..<3 { answers.append(try await platform.authorizeUsage(request("s", 2, .termination, used: 5))) }
        // After the session has ended, all come again.
        for number in UInt32(0)..<3 {
            let kind: UsageRequest.Kind = number == 0 ? .initial : number == 1 ? .update : .termination
            answers.append(try await platform.authorizeUsage(request("s", number, kind, used: number == 0 ? nil : 1_000_000)))
        }
        #expect(Set(answers).count == 3)
        #expect(try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.used == 12)
        #expect(try await platform.verifyQuota().rows == 4)
    }

    @Test func `copies of a request that arrive at once get one answer`() async throws {
        let platform = try await platform()
        let answers = try await withThrowingTaskGroup(of: UsageAnswer.self) { group in
            for index in 0..<40 {
                let event = try UsageRequest(
                    sessionID: "e", requestNumber: 0, kind: .event, lineID: LineID("line_ana")!,
                    items: [.init(ratingGroup: nil, requested: .units(5))], isRetransmission: index % 2 == 1)
                group.addTask { try await platform.authorizeUsage(event) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers).count == 1)
        #expect(answers[0].items.first?.granted == 5)
        #expect(try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.used == 5)
    }

    @Test func `another node and a purchase in between are noticed`() async throws {
        let platform = try await platform()
        let other = ChargingEngine(store: platform.store, time: platform.time)
        for number in UInt32(0)..<20 {
            let request = try request("s", number, number == 0 ? .initial : .update, used: number == 0 ? nil : 100_000_000)
            let answer = number % 2 == 0 ? try await platform.authorizeUsage(request) : try await other.authorize(request)
            #expect(answer.items.first?.granted == 100_000_000)
            if number == 10 { try await platform.store.write { _ = try $0.grantTestBucket("ana", id: "more") } }
        }
        #expect(try await platform.buckets(of: AccountID("acc_ana")!).map { $0.balance?.used } == [1_900_000_000, 0])
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `an unknown line, a suspended one and a late request are told apart`() async throws {
        let platform = try await platform()
        #expect(try await platform.authorizeUsage(request("x", 0, .initial, line: "nobody")).refusal == .userUnknown)
        _ = try await platform.authorizeUsage(request("s", 5, .initial))
        await #expect(throws: PlatformError.self) { try await platform.authorizeUsage(request("s", 4, .update, used: 1)) }
        try await platform.store.write { _ = try $0.execute("UPDATE lines SET state = 'suspended'") }
        #expect(try await platform.authorizeUsage(request("s", 6, .update, used: 1)).refusal == .lineNotActive)
    }

    @Test func `what silent gateways hold is released by the sweep`() async throws {
        let time = ManualTime()
        let platform = try await platform(units: 50_000_000, time: time)
        _ = try await platform.authorizeUsage(request("lost", 0, .initial))
        #expect(try await platform.charging.reclaimReservations() == 0)
        time.advance(seconds: 7200)
        #expect(try await platform.charging.reclaimReservations() == 1)
        #expect(try await platform.charging.reclaimReservations() == 0)
        #expect(try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.reserved == 0)
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `usage is counted by hour and by day, rolled up or not`() async throws {
        let time = ManualTime()
        let platform = try await platform(time: time)
        let start = time.source.now()
        for number in UInt32(0)..<200 {
            let request = try UsageRequest(
                sessionID: "s", requestNumber: number, kind: number == 0 ? .initial : .update, lineID: LineID("line_ana")!,
                items: [.init(ratingGroup: 1, requested: .any, used: number == 0 ? nil : UsedUnits(input: 1, output: 9))],
                apn: APN("internet"), country: Country("CA"))
            _ = try await platform.authorizeUsage(request)
            time.advance(seconds: 600)
        }
        let line = LineID("line_ana")!
        let account = AccountID("acc_ana")!
        let hours = try await platform.usage(of: line, account: account, by: .hour, from: start, to: start.adding(days: 3))
        #expect(hours.count == 34)
        #expect(hours.allSatisfy { $0.apn == APN("internet") && $0.country == Country("CA") })
        #expect(hours.reduce(0) { $0 + $1.counts.octets } == 1990)
        #expect(hours[1].counts.octetsIn == 6)
        let days = try await platform.usage(of: line, account: account, by: .day, from: start, to: start.adding(days: 3))
        #expect(days.map(\.counts.octets) == [710, 1280])
        await #expect(throws: PlatformError.self) {
            try await platform.usage(of: line, account: AccountID("acc_other")!, by: .day, from: start, to: start.adding(days: 3))
        }
        await #expect(throws: PlatformError.self) {
            try await platform.usage(of: line, account: account, by: .hour, from: start, to: start.adding(days: 32))
        }
        #expect(try await platform.verifyQuota().faults == [])
    }

    @Test func `the check of quota finds a damaged checkpoint, a lost roll-up and a bucket from nowhere`() async throws {
        let platform = try await platform()
        for number in UInt32(0)..<100 {
            _ = try await platform.authorizeUsage(request("s", number, number == 0 ? .initial : .update, used: number == 0 ? nil : 10))
        }
        #expect(try await platform.verifyQuota().holds)
        try await platform.store.write { transaction in
            try transaction.execute("UPDATE usage_hours SET octets = octets + 1")
            try transaction.execute("UPDATE charging_checkpoints SET body = $1", [UInt8](repeating: 1, count: 9))
            try transaction.execute(
                """
                INSERT INTO buckets (id, group_id, account_id, unit, granted, priority, starts_at, service_id, created_at)
                VALUES ('bkt_forged', 'grp_ana', 'acc_ana', 'octets', 5, 1, 0, 'x', 0)
                """)
        }
        #expect(try await platform.verifyQuota().faults.count == 3)
    }
}
