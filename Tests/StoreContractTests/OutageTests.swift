import Foundation
import Store
import Telecom
import TestKit
import Testing

/// A database that goes away and comes back, or is full: a clear error, nothing half-written, and work again without a restart.
@Suite(.timeLimit(.minutes(5))) struct OutageTests {
    @Test func `a server that is killed is unavailable at once and is found again when it is back`() async throws {
        let server = try TestPostgreSQL()
        let location = try server.makeDatabase()
        let store = try PostgreSQLEngine(location, log: .silent)
        try await store.create("things", "id BIGINT PRIMARY KEY")
        try await store.write { try $0.execute("INSERT INTO things VALUES (1)") }
        var messages = store.listen("news").makeAsyncIterator()
        #expect(await messages.next() == "")
        // Every connection of the pool has been used.
        try await withThrowingTaskGroup(of: Int64.self) { tasks in
            for _ in 0..<40 { tasks.addTask { try await store.count("things") } }
            try await tasks.waitForAll()
        }

        await expectUnavailable("killed while the body runs") {
            try await store.write { transaction in
                try transaction.execute("INSERT INTO things VALUES (2)")
                server.kill()
                try transaction.execute("INSERT INTO things VALUES (3)")
            }
        }
        let start = ContinuousClock.now
        for _ in 0..<20 {
            await expectUnavailable { try await store.write { try $0.execute("INSERT INTO things VALUES (4)") } }
            await expectUnavailable { try await store.count("things") }
        }
        // Forty calls, each of which would wait five seconds for a connection if it waited at all.
        #expect(ContinuousClock.now - start < .seconds(100))

        try server.start()
        #expect(try await store.count("things") == 1)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for id in 10..<50 { tasks.addTask { _ = try await store.write { try $0.execute("INSERT INTO things VALUES ($1)", id) } } }
            try await tasks.waitForAll()
        }
        #expect(try await store.count("things") == 41)
        #expect(await messages.next() == "")
        try await store.write { try $0.notify("news", "back") }
        #expect(await messages.next() == "back")
        await store.close()
        server.kill()
    }

    @Test func `a server that goes before COMMIT is sent has written nothing`() async throws {
        let server = try TestPostgreSQL()
        let store = try PostgreSQLEngine(try server.makeDatabase(), log: .silent)
        try await store.create("things", "id BIGINT PRIMARY KEY")
        await expectUnavailable {
            try await store.write { transaction in
                try transaction.execute("INSERT INTO things VALUES (1)")
                server.kill()
            }
        }
        try server.start()
        #expect(try await store.count("things") == 0)
        await store.close()
        server.kill()
    }

    @Test func `a connection that breaks while it commits leaves the outcome unknown`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        let store = try database.open()
        try await store.create("things", "id BIGINT PRIMARY KEY")
        // A deferred trigger runs inside COMMIT.
        try await store.write { transaction in
            try transaction.execute(
                """
                CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END'
                """)
            try transaction.execute(
                "CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hang_up()"
            )
        }
        await #expect {
            try await store.write { try $0.execute("INSERT INTO things VALUES (1)") }
        } throws: { error in
            if case .outcomeUnknown? = error as? StoreError { true } else { false }
        }
        #expect(try await store.count("things") == 0)
        await store.close()
    }

    @Test func `connections that an administrator ends are replaced unnoticed`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        let (store, administrator) = (try database.open(), try database.open())
        try await store.create("things", "id BIGINT PRIMARY KEY")
        for round in 0..<5 {
            try await administrator.write {
                try $0.query(
                    "SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            }
            try await store.write { try $0.execute("INSERT INTO things VALUES ($1)", round) }
        }
        #expect(try await store.count("things") == 5)
        await store.close()
        await administrator.close()
    }

    @Test func `who waits too long for a connection, or finds the queue full, is refused`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        var configuration = PostgreSQLEngine.Configuration()
        configuration.connections = 1
        configuration.waiting = 2
        configuration.waitSeconds = 5
        let store = try database.open(configuration)
        let isHolding = AsyncStream<Void>.makeStream()
        let mayEnd = DispatchSemaphore(value: 0)
        async let holder = store.write { transaction in
            isHolding.continuation.yield()
            _ = mayEnd.wait(timeout: .now() + 30)
            return try transaction.query("SELECT 1 AS one").count
        }
        for await _ in isHolding.stream { break }
        let start = ContinuousClock.now
        let refused = await withTaskGroup(of: (ContinuousClock.Instant, Bool).self) { tasks in
            for _ in 0..<5 {
                tasks.addTask {
                    do {
                        _ = try await store.read { try $0.query("SELECT 1 AS one").count }
                        return (.now, false)
                    } catch StoreError.unavailable {
                        return (.now, true)
                    } catch {
                        return (.now, false)
                    }
                }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(refused.count == 5 && refused.allSatisfy(\.1))
        #expect(refused.filter { $0.0 - start < .seconds(5) }.count == 3)
        #expect(refused.allSatisfy { $0.0 - start < .seconds(30) })
        mayEnd.signal()
        #expect(try await holder == 1)
        #expect(try await store.read { try $0.query("SELECT 1 AS one").count } == 1)
        await store.close()
    }

    @Test func `a statement that takes too long is ended`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        var configuration = PostgreSQLEngine.Configuration()
        configuration.statementTimeoutSeconds = 1
        let store = try database.open(configuration)
        await expectUnavailable { try await store.read { try $0.query("SELECT pg_sleep(20)") } }
        #expect(try await store.read { try $0.query("SELECT 1 AS one").count } == 1)
        await store.close()
    }

    @Test func `a full disk writes nothing by half and is written to again when there is room`() async throws {
        let database = try await TestDatabase(.file, migrated: false)
        let store = try database.open()
        try await store.create("things", "id INTEGER PRIMARY KEY, bytes BLOB NOT NULL")
        // SQLite says SQLITE_FULL for a file that may not grow, as it does for a disk that is full.
        let pages = try await store.write { transaction in
            let pages = try transaction.query("PRAGMA page_count")[0].integer("page_count") + 40
            return try transaction.query("PRAGMA max_page_count = \(pages)")[0].integer("max_page_count")
        }
        let kilobytes = [UInt8](repeating: 1, count: 4000)
        for _ in 0..<3 {
            await expectUnavailable {
                try await store.write { transaction in
                    for id in 0..<pages { try transaction.execute("INSERT INTO things VALUES ($1, $2)", id, kilobytes) }
                }
            }
            #expect(try await store.count("things") == 0)
        }
        // What fits is still taken.
        try await store.write { try $0.execute("INSERT INTO things VALUES (1, $1)", kilobytes) }
        try await store.write { _ = try $0.query("PRAGMA max_page_count = 100000") }
        try await store.write { transaction in
            for id in 100..<100 + pages { try transaction.execute("INSERT INTO things VALUES ($1, $2)", id, kilobytes) }
        }
        #expect(try await store.count("things") == pages + 1)
        let check = try await store.read { try $0.query("PRAGMA quick_check").map(\.values) }
        #expect(check == [[.text("ok")]])
        await store.close()
    }

    @Test(arguments: StoreKind.allCases) func `a closed store refuses, after it has done what it had taken`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind, migrated: false)
        let store = try database.open()
        try await store.create("things", "id BIGINT PRIMARY KEY")
        let writes = (0..<20).map { id in Task { try await store.write { try $0.execute("INSERT INTO things VALUES ($1)", id) } } }
        for write in writes { #expect(try await write.value == 1) }
        await store.close()
        await expectUnavailable { try await store.write { try $0.execute("INSERT INTO things VALUES (99)") } }
        await expectUnavailable { try await store.count("things") }
        await store.close()
        guard kind != .memory else { return }
        let again = try database.open()
        #expect(try await again.count("things") == 20)
        await again.close()
    }

    @Test func `a SQLite file keeps FULL synchronous, its log and foreign keys when it is opened again`() async throws {
        let database = try await TestDatabase(.file, migrated: false)
        for _ in 0..<2 {
            let store = try database.open()
            let settings = try await store.write { transaction in
                try ["synchronous", "foreign_keys"].map { try transaction.query("PRAGMA \($0)")[0].integer($0) }
            }
            #expect(settings == [2, 1])
            #expect(try await store.read { try $0.query("PRAGMA journal_mode")[0].text("journal_mode") } == "wal")
            #expect(try await store.read { try $0.query("PRAGMA foreign_keys")[0].integer("foreign_keys") } == 1)
            await store.close()
        }
    }
}
