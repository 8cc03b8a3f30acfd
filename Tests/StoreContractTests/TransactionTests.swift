import Foundation
import Store
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct TransactionTests {
    private struct Refused: Error {}

    @Test(arguments: StoreKind.allCases) func `RETURNING answers what was written`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id TEXT PRIMARY KEY, number BIGINT NOT NULL")
            let rows = try await store.write { transaction in
                let inserted = try transaction.query("INSERT INTO things VALUES ($1, $2), ('b', 2) RETURNING id, number", "a", 1)
                let updated = try transaction.query("UPDATE things SET number = number + $1 RETURNING id, number", 10)
                let deleted = try transaction.query("DELETE FROM things WHERE id = $1 RETURNING number", "a")
                return [inserted, updated, deleted].map { $0.map(\.values) }
            }
            #expect(rows[0] == [[.text("a"), .integer(1)], [.text("b"), .integer(2)]])
            #expect(Set(rows[1]) == [[.text("a"), .integer(11)], [.text("b"), .integer(12)]])
            #expect(rows[2] == [[.integer(11)]])
            #expect(try await store.count("things") == 1)
        }
    }

    @Test(arguments: StoreKind.allCases) func `execute counts the rows that the statement itself changed`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id TEXT PRIMARY KEY, number BIGINT NOT NULL")
            let counts = try await store.write { transaction in
                [
                    try transaction.execute("INSERT INTO things VALUES ('a', 1), ('b', 1), ('c', 1)"),
                    try transaction.execute("SELECT id FROM things"),
                    try transaction.execute("CREATE INDEX things_number ON things (number)"),
                    try transaction.execute("INSERT INTO things VALUES ('a', 5), ('d', 5) ON CONFLICT DO NOTHING"),
                    try transaction.execute("INSERT INTO things VALUES ('a', 5) ON CONFLICT (id) DO NOTHING"),
                    try transaction.execute("INSERT INTO things VALUES ('a', 6) ON CONFLICT (id) DO UPDATE SET number = excluded.number"),
                    try transaction.execute(
                        "INSERT INTO things VALUES ('a', 7) ON CONFLICT (id) DO UPDATE SET number = 7 WHERE things.number = 9"),
                    try transaction.execute("UPDATE things SET number = number WHERE id IN ('a', 'b')"),
                    try transaction.execute("UPDATE things SET number = 0 WHERE id = 'z'"),
                    try transaction.execute("UPDATE things SET number = 2 WHERE number = 1 RETURNING id"),
                    try transaction.execute("DELETE FROM things"),
                ]
            }
            #expect(counts == [3, 0, 0, 1, 0, 1, 0, 2, 0, 2, 4])
        }
    }

    @Test(arguments: StoreKind.allCases) func `a batch runs once for each row, in order, and counts them all`(kind: StoreKind) async throws
    {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY, number BIGINT")
            let counts = try await store.write { transaction in
                let rows = (0..<1200).map { [SQLValue.integer($0), $0 % 3 == 0 ? .null : .integer(1)] }
                let upserts = (0..<700).map { [SQLValue.integer($0 % 7)] }
                return [
                    try transaction.executeBatch("INSERT INTO things VALUES ($1, $2)", rows),
                    try transaction.executeBatch("INSERT INTO things VALUES ($1, 0) ON CONFLICT DO NOTHING", rows.map { [$0[0]] }),
                    try transaction.executeBatch(
                        "INSERT INTO things VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET number = COALESCE(things.number, 0) + 1", upserts),
                    try transaction.executeBatch("DELETE FROM things WHERE id = $1", []),
                ]
            }
            #expect(counts == [1200, 0, 700, 0])
            let row = try await store.read { try $0.query("SELECT number FROM things WHERE id = $1", 3)[0] }
            #expect(row.values == [.integer(100)])
        }
    }

    @Test(arguments: StoreKind.allCases) func `what a body throws undoes all of it`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY")
            await #expect(throws: Refused.self) {
                try await store.write { transaction in
                    try transaction.executeBatch("INSERT INTO things VALUES ($1)", (0..<600).map { [.integer($0)] })
                    throw Refused()
                }
            }
            #expect(try await store.count("things") == 0)
        }
    }

    @Test(arguments: StoreKind.allCases) func `a broken rule is a constraint and undoes all of it, even when the body passes over it`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("owners", "id TEXT PRIMARY KEY")
            try await store.create(
                "things", "id BIGINT PRIMARY KEY, owner TEXT NOT NULL REFERENCES owners (id), number BIGINT UNIQUE CHECK (number > 0)")
            try await store.appendOnly("things")
            try await store.write {
                try $0.execute("INSERT INTO owners VALUES ('o')")
                try $0.execute("INSERT INTO things VALUES (1, 'o', 1)")
            }
            let broken = [
                "INSERT INTO things VALUES (1, 'o', 2)", "INSERT INTO things VALUES (2, 'o', 1)", "INSERT INTO things VALUES (2, 'p', 2)",
                "INSERT INTO things VALUES (2, NULL, 2)", "INSERT INTO things VALUES (2, 'o', 0)", "UPDATE things SET number = 5",
                "DELETE FROM things",
            ]
            for statement in broken {
                await expectConstraint("\(statement)") {
                    try await store.write { transaction in
                        try transaction.execute("INSERT INTO owners VALUES ('q')")
                        try transaction.execute(statement)
                    }
                }
                await expectConstraint("passed over: \(statement)") {
                    try await store.write { transaction in
                        try transaction.execute("INSERT INTO owners VALUES ('q')")
                        _ = try? transaction.execute(statement)
                    }
                }
                await expectConstraint("and gone on after: \(statement)") {
                    try await store.write { transaction in
                        _ = try? transaction.execute(statement)
                        _ = try? transaction.execute("INSERT INTO owners VALUES ('r')")
                    }
                }
            }
            // The body may give it a name of its own.
            await #expect(throws: Refused.self) {
                try await store.write { transaction in
                    do {
                        try transaction.execute(broken[0])
                    } catch StoreError.constraint {
                        throw Refused()
                    }
                }
            }
            #expect(try await store.count("owners") == 1)
            #expect(try await store.count("things") == 1)
        }
    }

    @Test(arguments: StoreKind.allCases) func `reading cannot write`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY")
            await expectStatementError { try await store.read { try $0.execute("INSERT INTO things VALUES (1)") } }
            await expectStatementError { try await store.read { _ = try? $0.execute("DELETE FROM things") } }
            try await store.write { try $0.execute("INSERT INTO things VALUES (1)") }
            #expect(try await store.count("things") == 1)
        }
    }

    @Test(arguments: StoreKind.lasting) func `a read stays at its moment while others write`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY")
            let isReading = AsyncStream<Void>.makeStream()
            let hasWritten = DispatchSemaphore(value: 0)
            async let counts = store.read { transaction in
                let before = try transaction.query("SELECT COUNT(*) AS count FROM things")[0].integer("count")
                isReading.continuation.yield()
                _ = hasWritten.wait(timeout: .now() + 30)
                return [before, try transaction.query("SELECT COUNT(*) AS count FROM things")[0].integer("count")]
            }
            for await _ in isReading.stream { break }
            try await store.write { try $0.execute("INSERT INTO things VALUES (1)") }
            hasWritten.signal()
            #expect(try await counts == [0, 0])
            #expect(try await store.count("things") == 1)
        }
    }

    @Test(arguments: StoreKind.allCases) func `a transaction is of no use outside its body`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            let kept = Lock<Kept?>(nil)
            try await store.write { transaction in kept.withLock { $0 = Kept(transaction: transaction) } }
            #expect(throws: StoreError.self) { try kept.withLock { try $0!.transaction.query("SELECT 1 AS one") } }
        }
    }

    private struct Kept: @unchecked Sendable { let transaction: any SQLTransaction }

    @Test(arguments: StoreKind.allCases) func `fifty who look and then take never take the same thing`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY, owner BIGINT")
            try await store.write { try $0.executeBatch("INSERT INTO things VALUES ($1, NULL)", (0..<200).map { [.integer($0)] }) }
            let taken = try await withThrowingTaskGroup(of: [Int64].self) { tasks in
                for owner in 0..<50 {
                    tasks.addTask {
                        var mine: [Int64] = []
                        while mine.count < 4 {
                            let id = try await store.write { transaction -> Int64? in
                                guard let free = try transaction.first("SELECT id FROM things WHERE owner IS NULL ORDER BY id LIMIT 1")
                                else { return nil }
                                let id = try free.integer("id")
                                try transaction.execute("UPDATE things SET owner = $1 WHERE id = $2", owner, id)
                                return id
                            }
                            if let id { mine.append(id) }
                        }
                        return mine
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.sorted() == Array(0..<200))
            let owners = try await store.read {
                try $0.query("SELECT COUNT(*) AS count FROM things GROUP BY owner").map { try $0.integer("count") }
            }
            #expect(owners == [Int64](repeating: 4, count: 50))
        }
    }

    @Test(arguments: StoreKind.allCases) func `a limit over many rows holds although each adds a row of its own`(kind: StoreKind)
        async throws
    {
        try await withStore(kind, migrated: false) { store in
            try await store.create("spent", "id BIGINT PRIMARY KEY, amount BIGINT NOT NULL")
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for id in 0..<40 {
                    tasks.addTask {
                        try await store.write { transaction in
                            let sum = try transaction.query("SELECT COALESCE(SUM(amount), 0) AS sum FROM spent")[0].integer("sum")
                            guard sum + 10 <= 100 else { return }
                            try transaction.execute("INSERT INTO spent VALUES ($1, 10)", id)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(try await store.count("spent") == 10)
        }
    }

    @Test(arguments: StoreKind.allCases) func `of many who insert the same key at once one succeeds, whatever the isolation`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("keys", "key TEXT PRIMARY KEY, owner BIGINT NOT NULL")
            for isolation in [SQLIsolation.serializable, .readCommitted] {
                let inserted = try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for owner in 0..<30 {
                        tasks.addTask {
                            try await store.write(isolation: isolation) {
                                try $0.execute("INSERT INTO keys VALUES ($1, $2) ON CONFLICT DO NOTHING", "\(isolation)", owner)
                            }
                        }
                    }
                    return try await tasks.reduce(0, +)
                }
                #expect(inserted == 1)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `workers that skip locked rows claim each once`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("work", "id BIGINT PRIMARY KEY, claimed_by BIGINT")
            try await store.write { try $0.executeBatch("INSERT INTO work VALUES ($1, NULL)", (0..<60).map { [.integer($0)] }) }
            let claimed = try await withThrowingTaskGroup(of: [Int64].self) { tasks in
                for worker in 0..<6 {
                    tasks.addTask {
                        var mine: [Int64] = []
                        while true {
                            let ids = try await store.write(isolation: .readCommitted) { transaction in
                                try transaction.query(
                                    """
                                    UPDATE work SET claimed_by = $1 WHERE id IN (
                                        SELECT id FROM work WHERE claimed_by IS NULL ORDER BY id LIMIT 5\(transaction.skipLocked)) RETURNING id
                                    """, worker
                                ).map { try $0.integer("id") }
                            }
                            if ids.isEmpty { return mine }
                            mine += ids
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.sorted() == Array(0..<60))
        }
    }
}
