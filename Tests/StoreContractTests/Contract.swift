import Store
import Telecom
import TestKit
import Testing

@testable import struct Store.Migrator

extension SQLEngine {
    /// Makes a table as a migration would.
    func create(_ table: String, _ columns: String) async throws {
        let dialect = dialect
        try await write { try $0.execute(Migrator.translated("CREATE TABLE \(table) (\(columns))", for: dialect)) }
    }

    /// Refuses what would change or remove rows of `table`, as the migrations do.
    func appendOnly(_ table: String) async throws {
        try await write { transaction in
            switch transaction.dialect {
            case .sqlite:
                for change in ["UPDATE", "DELETE"] {
                    try transaction.execute(
                        "CREATE TRIGGER \(table)_no_\(change) BEFORE \(change) ON \(table) BEGIN SELECT RAISE(ABORT, 'append-only'); END")
                }
            case .postgresql:
                try transaction.execute(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$")
                try transaction.execute("CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON \(table) EXECUTE FUNCTION refuse()")
            }
        }
    }

    func count(_ table: String) async throws -> Int64 {
        try await read { try $0.query("SELECT COUNT(*) AS count FROM \(table)")[0].integer("count") }
    }
}

/// The statement itself is at fault, and says so.
func expectStatementError<Value>(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value
)
    async
{
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .statement = $0 { true } else { false } }
}

func expectConstraint<Value>(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value)
    async
{
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .constraint = $0 { true } else { false } }
}

func expectUnavailable<Value>(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value
) async {
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .unavailable = $0 { true } else { false } }
}

private func expectError<Value>(
    _ comment: Comment?, sourceLocation: SourceLocation, _ work: () async throws -> Value, _ matches: (StoreError) -> Bool
) async {
    do {
        _ = try await work()
        Issue.record(comment ?? "nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        guard let error = error as? StoreError, matches(error) else {
            Issue.record("\(error)", sourceLocation: sourceLocation)
            return
        }
    }
}
