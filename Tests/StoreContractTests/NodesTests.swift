import Store
import Telecom
import TestKit
import Testing

/// Two nodes on one database.
@Suite(.timeLimit(.minutes(5))) struct NodesTests {
    private let start = Timestamp(secondsSince1970: 1_000_000)

    @Test(arguments: StoreKind.lasting) func `two nodes claim each due job once`(kind: StoreKind) async throws {
        let start = start
        let database = try await TestDatabase(kind)
        let nodes = [try database.open(), try database.open()]
        for number in 0..<40 {
            let isNew = try await nodes[0].write {
                try $0.enqueue(NewJob(kind: "ring", key: "\(number)", payload: ["bell": number]), at: start)
            }
            #expect(isNew)
        }
        let claimed = try await withThrowingTaskGroup(of: [String].self) { tasks in
            for worker in 0..<6 {
                tasks.addTask {
                    var mine: [String] = []
                    // A worker may find all that is left locked by others, so it looks until every job is done.
                    while try await nodes[0].read({ try $0.nextJobTime(kinds: ["ring"]) }) != nil {
                        let jobs = try await nodes[worker % 2].write(isolation: .readCommitted) {
                            try $0.claimJobs(kinds: ["ring"], limit: 4, at: start, leaseEnds: start.adding(seconds: 60))
                        }
                        for job in jobs {
                            let isDone = try await nodes[worker % 2].write { try $0.finishJob(job, at: start) }
                            #expect(isDone)
                        }
                        mine += jobs.map(\.key)
                    }
                    return mine
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.sorted() == (0..<40).map(String.init).sorted())
        for node in nodes { await node.close() }
    }

    @Test(arguments: StoreKind.lasting) func `what two nodes audit is one chain`(kind: StoreKind) async throws {
        let start = start
        let database = try await TestDatabase(kind)
        let nodes = [try database.open(), try database.open()]
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<30 {
                tasks.addTask {
                    let node = nodes[number % 2]
                    try await node.write {
                        try $0.audit(
                            actor: "system", action: "bell.ring", subject: "bell_\(number)", detail: ["loud": "yes"], brand: .dotm,
                            at: start)
                    }
                    if number % 5 == 0 { _ = try await node.write(isolation: .readCommitted) { try $0.sealAudit() } }
                }
            }
            try await tasks.waitForAll()
        }
        try await nodes[0].write(isolation: .readCommitted) { _ = try $0.sealAudit() }
        let verification = try await nodes[1].verifyAudit(page: 7)
        #expect(verification.verified == 30 && verification.unsealed == 0 && verification.firstBreak == nil)
        await expectConstraint { try await nodes[0].write { try $0.execute("UPDATE audit_events SET subject = 'other'") } }
        await expectConstraint { try await nodes[0].write { try $0.execute("DELETE FROM audit_seals") } }
        for node in nodes { await node.close() }
    }
}
