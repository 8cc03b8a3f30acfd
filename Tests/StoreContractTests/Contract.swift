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

    func count(_ table: String) async throws -> Int64 {
        try await read { try $0.query("SELECT COUNT(*) AS count FROM \(table)")[0].integer("count") }
    }
}

/// The statement itself is at fault, and says so.
func expectStatementError(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Any)
    async
{
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .statement = $0 { true } else { false } }
}

func expectConstraint(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Any) async {
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .constraint = $0 { true } else { false } }
}

func expectUnavailable(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Any) async {
    await expectError(comment, sourceLocation: sourceLocation, work) { if case .unavailable = $0 { true } else { false } }
}

private func expectError(
    _ comment: Comment?, sourceLocation: SourceLocation, _ work: () async throws -> Any, _ matches: (StoreError) -> Bool
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
