import Logging
import Store
import Telecom
import TestKit
import Testing

/// What only PostgreSQL's engine has: prepared statements, an address with a password, notices.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLTests {
    @Test func `a connection keeps a bounded number of prepared statements and still runs any`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        var configuration = PostgreSQLEngine.Configuration()
        configuration.connections = 1
        configuration.preparedStatements = 4
        let store = try database.open(configuration)
        for round in 0..<3 {
            for number in 0..<12 {
                let row = try await store.read { try $0.query("SELECT \(number) + $1 AS sum", round)[0] }
                #expect(row.values == [.integer(Int64(number + round))])
            }
        }
        // Together with a statement of another signature, and one that fails.
        await expectStatementError { try await store.read { try $0.query("SELECT nothing FROM nowhere WHERE 1 = $1", 1) } }
        let kept = try await store.read { try $0.query("SELECT COUNT(*) AS count FROM pg_prepared_statements")[0].integer("count") }
        #expect(kept <= 4)
        await store.close()
    }

    @Test func `a statement whose table has changed since is prepared anew`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        var configuration = PostgreSQLEngine.Configuration()
        configuration.connections = 1
        let store = try database.open(configuration)
        try await store.create("things", "id BIGINT PRIMARY KEY")
        let all = "SELECT * FROM things WHERE id >= $1"
        #expect(try await store.read { try $0.query(all, 0).count } == 0)
        try await store.write { try $0.execute("ALTER TABLE things ADD COLUMN name TEXT") }
        try await store.write { try $0.execute("INSERT INTO things VALUES (1, 'one')") }
        #expect(try await store.read { try $0.query(all, 0)[0].text("name") } == "one")
        try await store.write { try $0.execute("DEALLOCATE ALL") }
        #expect(try await store.read { try $0.query(all, 0)[0].text("name") } == "one")
        await store.close()
    }

    @Test func `a deadlock is run again`() async throws {
        let database = try await TestDatabase(.postgresql, migrated: false)
        var configuration = PostgreSQLEngine.Configuration()
        // The server looks for a deadlock once a second.
        configuration.waitSeconds = 50
        let store = try database.open(configuration)
        try await store.create("things", "id BIGINT PRIMARY KEY, number BIGINT NOT NULL")
        try await store.write { try $0.execute("INSERT INTO things VALUES (1, 0), (2, 0)") }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<6 {
                tasks.addTask {
                    let order = number % 2 == 0 ? [1, 2] : [2, 1]
                    try await store.write(isolation: .readCommitted) { transaction in
                        for id in order { try transaction.execute("UPDATE things SET number = number + 1 WHERE id = $1", id) }
                    }
                }
            }
            try await tasks.waitForAll()
        }
        let numbers = try await store.read { try $0.query("SELECT number FROM things").map { try $0.integer("number") } }
        #expect(numbers == [6, 6])
        await store.close()
    }

    @Test func `an address shows no password, whatever goes wrong`() async throws {
        let address = "postgres://anna:sekrit%21@127.0.0.1:1/shop?connect_timeout=2"
        let location = try PostgreSQLLocation(address)
        #expect("\(location)" == "postgres://anna@127.0.0.1:1/shop")
        #expect("\(DatabaseLocation.postgresql(location))" == "postgres://anna@127.0.0.1:1/shop")
        var shown = String(reflecting: location)
        dump(location, to: &shown)
        dump(DatabaseLocation.postgresql(location), to: &shown)
        let store = try PostgreSQLEngine(location, log: .silent)
        for malformed in [
            "postgres://anna:sekrit!@[::1/x", "postgres://anna:sekrit!@host/x?nonsense=1", "mysql://anna:sekrit!@host/x",
        ] {
            do {
                _ = try DatabaseLocation(malformed)
                Issue.record("\(malformed) was taken")
            } catch {
                shown += "\(error)"
            }
        }
        do {
            _ = try await store.count("things")
            Issue.record("nobody listens there")
        } catch {
            guard case StoreError.unavailable = error else { throw error }
            shown += "\(error)"
        }
        #expect(shown.contains("cannot connect to postgres://anna@127.0.0.1:1/shop"))
        #expect(!shown.contains("sekrit"))
        await store.close()
    }

    @Test func `an address over a Unix socket, with parameters, is understood`() throws {
        let location = try PostgreSQLLocation("postgresql:///shop?host=/run/postgresql&sslmode=disable&application_name=x")
        #expect("\(location)" == "postgres:///run/postgresql/shop")
        #expect(location.databaseName == "shop")
    }
}
