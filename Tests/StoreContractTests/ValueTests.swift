import Store
import Telecom
import TestKit
import Testing

/// What goes in comes out, on every engine.
@Suite struct ValueTests {
    @Test(arguments: StoreKind.allCases) func `every value comes back as it went in`(kind: StoreKind) async throws {
        let values: [(Int64?, String?, [UInt8]?)] = [
            (0, "", []),
            (.max, "a", [0]),
            (.min, "naïve ☎️ 電話 ' \" \\ $1 ?1 %", [0, 255, 0, 39, 92]),
            (-1, String(repeating: "é", count: 100_000), [UInt8](repeating: 7, count: 1_000_000)),
            (nil, nil, nil),
        ]
        try await withStore(kind, migrated: false) { store in
            try await store.create("things", "id BIGINT PRIMARY KEY, number BIGINT, text TEXT, bytes BYTEA")
            try await store.write { transaction in
                for (id, value) in values.enumerated() {
                    try transaction.execute("INSERT INTO things VALUES ($1, $2, $3, $4)", id, value.0, value.1, value.2)
                }
            }
            let rows = try await store.read { try $0.query("SELECT number, text, bytes FROM things ORDER BY id") }
            #expect(rows.count == values.count)
            for (row, value) in zip(rows, values) {
                #expect(try row.optionalInteger("number") == value.0)
                #expect(try row.optionalText("text") == value.1)
                #expect(try row.optionalBlob("bytes") == value.2)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `parameters mean what their number says, in any order and again`(kind: StoreKind) async throws
    {
        try await withStore(kind, migrated: false) { store in
            let row = try await store.read {
                try $0.query("SELECT $2 AS second, $1 AS first, $2 AS again, '$1' AS literal -- $9\n", "one", "two")[0]
            }
            #expect(row.columns == ["second", "first", "again", "literal"])
            #expect(row.values == [.text("two"), .text("one"), .text("two"), .text("$1")])
        }
    }

    @Test(arguments: StoreKind.allCases) func `what is computed is an integer or refused`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("amounts", "amount BIGINT NOT NULL")
            try await store.write {
                try $0.executeBatch("INSERT INTO amounts VALUES ($1)", [[.integer(.max)], [.integer(-10_000)], [.integer(123_456_789)]])
            }
            let row = try await store.read {
                try $0.query(
                    "SELECT COUNT(*) AS count, SUM(amount) AS sum, MAX(amount) > 0 AS positive, 7 AS seven FROM amounts WHERE amount < $1",
                    1 << 40)[0]
            }
            #expect(row.values == [.integer(2), .integer(123_446_789), .integer(1), .integer(7)])
            let negative = try await store.read { try $0.query("SELECT SUM(amount) AS sum FROM amounts WHERE amount < 0")[0] }
            #expect(negative.values == [.integer(-10_000)])
            let none = try await store.read { try $0.query("SELECT SUM(amount) AS sum FROM amounts WHERE amount = 0")[0] }
            #expect(none.values == [.null])
            await expectStatementError { try await store.read { try $0.query("SELECT SUM(amount) AS sum FROM amounts WHERE amount > 0") } }
            await expectStatementError { try await store.read { try $0.query("SELECT AVG(amount) AS mean FROM amounts WHERE amount < 0") } }
        }
    }

    @Test(arguments: StoreKind.allCases) func `text with a NUL, a second statement and too many rows are refused`(kind: StoreKind)
        async throws
    {
        try await withStore(kind, migrated: false) { store in
            await expectStatementError { try await store.read { try $0.query("SELECT $1 AS text", "a\0b") } }
            await expectStatementError { try await store.read { try $0.query("SELECT 1 AS one; SELECT 2 AS two") } }
            await expectStatementError { try await store.read { try $0.query("SELEC 1") } }
            let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n"
            let rows = try await store.read { try $0.query(many, 100_000) }
            #expect(rows.count == 100_000)
            await expectStatementError { try await store.read { try $0.query(many, 100_001) } }
        }
    }

    @Test(arguments: StoreKind.allCases) func `text is ordered by its bytes`(kind: StoreKind) async throws {
        try await withStore(kind, migrated: false) { store in
            try await store.create("names", "name TEXT PRIMARY KEY")
            let names = ["_", "A", "B", "Z", "a", "a b", "ab", "b", "é"]
            try await store.write { try $0.executeBatch("INSERT INTO names VALUES ($1)", names.shuffled().map { [.text($0)] }) }
            let sorted = try await store.read { try $0.query("SELECT name FROM names ORDER BY name").map { try $0.text("name") } }
            #expect(sorted == ["A", "B", "Z", "_", "a", "a b", "ab", "b", "é"])
        }
    }
}
