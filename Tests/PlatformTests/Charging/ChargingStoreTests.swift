import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

/// What rests on the database's own promises, on each kind of it.
@Suite struct ChargingStoreTests {
    @Test(arguments: StoreKind.allCases)
    func `two nodes and purchases over one database grant nothing twice`(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let time = ManualTime()
            try await store.write { transaction in
                for name in ["ana", "ben", "cal"] {
                    let account = try transaction.insertTestAccount(name)
                    _ = try transaction.insertTestLine(name, account: account)
                    try transaction.grantTestBucket(name, units: 1000)
                }
            }
            let nodes = (0..<2).map { _ in ChargingEngine(store: store, time: time.source, checkpointEvery: 8) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<12 {
                    group.addTask {
                        let name = ["ana", "ben", "cal"][caller % 3]
                        for number in UInt32(0)..<20 {
                            let request = try UsageRequest(
                                sessionID: "gw;\(caller)", requestNumber: number, kind: .event, lineID: LineID("line_" + name)!,
                                items: [.init(ratingGroup: nil, requested: .units(10))])
                            async let once = nodes[Int(number) % 2].authorize(request)
                            async let again = nodes[Int(number + 1) % 2].authorize(request)
                            let answers = try await [once, again]
                            #expect(answers[0] == answers[1])
                        }
                    }
                }
                group.addTask {
                    for purchase in 0..<10 {
                        try await store.write { _ = try $0.grantTestBucket("ana", id: "more\(purchase)", units: 1) }
                    }
                }
                try await group.waitForAll()
            }
            let platform = try await testPlatform(store: store, time: time)
            let report = try await platform.verifyQuota()
            #expect(report.faults == [])
            #expect(report.octetsUsed == 2400)
            for name in ["ana", "ben", "cal"] {
                let used = try await platform.buckets(of: AccountID("acc_" + name)!).reduce(0) { $0 + ($1.balance?.used ?? 0) }
                #expect(used == 800)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an old request is found in the journal, and usage in its roll-up`(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.write { transaction in
                let account = try transaction.insertTestAccount("ana")
                _ = try transaction.insertTestLine("ana", account: account)
                try transaction.grantTestBucket("ana")
            }
            let platform = try await testPlatform(store: store)
            var answers: [UsageAnswer] = []
            for attempt in 0..<2 {
                for number in UInt32(0)..<90 {
                    let kind: UsageRequest.Kind = number == 0 ? .initial : number == 89 ? .termination : .update
                    let answer = try await platform.authorizeUsage(
                        UsageRequest(
                            sessionID: "gw;1", requestNumber: number, kind: kind, lineID: LineID("line_ana")!,
                            items: [.init(ratingGroup: 7, requested: .units(100), used: number == 0 ? nil : UsedUnits(total: 3))]))
                    if attempt == 0 { answers.append(answer) } else { #expect(answer == answers[Int(number)]) }
                }
            }
            let report = try await platform.verifyQuota()
            #expect(report.faults == [])
            #expect(report.rows == 91)
            let now = platform.time.now()
            let days = try await platform.usage(
                of: LineID("line_ana")!, account: AccountID("acc_ana")!, by: .day, from: now.adding(days: -1), to: now.adding(seconds: 1))
            #expect(days.map(\.counts.octets) == [267])
        }
    }
}
