import Store
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct CommitTogetherTests {
    /// Two nodes append to one numbered journal: whoever finds its number taken looks again.
    @Test(arguments: StoreKind.lasting) func `group commits of two nodes keep one journal without gap or repetition`(kind: StoreKind)
        async throws
    {
        let database = try await TestDatabase(kind, migrated: false)
        let nodes = [try database.open(), try database.open()]
        try await nodes[0].create("journal", "sequence BIGINT PRIMARY KEY, entry BIGINT NOT NULL UNIQUE")
        let groups = nodes.map { node in
            GroupCommit<Int, Int64>(engine: node, maximumBatch: 16) { transaction, entries in
                let newest = try transaction.query("SELECT COALESCE(MAX(sequence), 0) AS newest FROM journal")[0].integer("newest")
                let rows = entries.enumerated().map { [SQLValue.integer(newest + 1 + Int64($0.offset)), .integer(Int64($0.element))] }
                try transaction.executeBatch("INSERT INTO journal VALUES ($1, $2)", rows)
                return (1...Int64(entries.count)).map { .success(newest + $0) }
            }
        }
        let sequences = try await withThrowingTaskGroup(of: Int64.self) { tasks in
            for entry in 0..<400 { tasks.addTask { try await groups[entry % 2].submit(entry) } }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(sequences.sorted() == Array(1...400))
        #expect(try await nodes[0].count("journal") == 400)
        for node in nodes { await node.close() }
    }
}
