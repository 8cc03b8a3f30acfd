import Foundation
import Telecom

/// Brings a database to the newest schema: numbered, forward-only files, each applied in one transaction with its number.
/// Files are `NNNN-name.sql` (both engines) and `NNNN-name.sqlite.sql` or `NNNN-name.postgresql.sql` (what only one can say);
/// a statement ends with a semicolon at the end of a line.
public struct Migrator: Sendable {
    public struct Migration: Sendable, Equatable {
        public let number: Int
        public let name: String
        public let statements: [String]
    }

    public let engine: any SQLEngine

    public init(_ engine: any SQLEngine) {
        self.engine = engine
    }

    /// Applies what is missing, under a lock: several nodes may start together.
    /// - Returns: the migrations applied now.
    /// - Throws: `StoreError.corrupt` when the database is newer than this program.
    @discardableResult
    public func migrate(at time: Timestamp) async throws -> [Migration] {
        let all = try Self.migrations(for: engine.dialect)
        // A serializable transaction would see the database as it was before it had waited for the lock.
        try await engine.write(isolation: .readCommitted) { transaction in
            try Self.takeLock(transaction)
            try transaction.execute(
                Self.translated(
                    "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
                    for: transaction.dialect))
        }
        var applied: [Migration] = []
        for migration in all {
            // Who has nothing to apply takes no lock from who has.
            guard try await engine.read({ try Self.newest(in: $0, of: all) }) < migration.number else { continue }
            let isNew = try await engine.write(isolation: .readCommitted) { transaction in
                try Self.takeLock(transaction)
                guard try Self.newest(in: transaction, of: all) < migration.number else { return false }
                for statement in migration.statements { try transaction.execute(statement) }
                try transaction.execute(
                    "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)", migration.number, migration.name, time)
                return true
            }
            if isNew { applied.append(migration) }
        }
        return applied
    }

    /// The newest migration that was applied.
    /// - Throws: `StoreError.corrupt` when this program does not know it.
    private static func newest(in transaction: any SQLTransaction, of all: [Migration]) throws -> Int {
        let newest = try transaction.first("SELECT COALESCE(MAX(number), 0) AS number FROM schema_migrations")!.integer("number")
        guard newest <= all.last!.number else {
            throw StoreError.corrupt("the database is at migration \(newest), this program knows \(all.last!.number)")
        }
        return Int(newest)
    }

    /// SQLite's immediate transaction is a lock already.
    private static func takeLock(_ transaction: any SQLTransaction) throws {
        guard transaction.dialect == .postgresql else { return }
        _ = try transaction.query("SELECT pg_advisory_xact_lock(7235117)")
    }

    /// The newest migration that this program knows.
    public static func newestNumber(for dialect: SQLDialect) throws -> Int64 {
        Int64(try migrations(for: dialect).last!.number)
    }

    static func migrations(for dialect: SQLDialect) throws -> [Migration] {
        let folder = Bundle.module.resourceURL!.appendingPathComponent("SQL")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }.sorted()
        let common = names.filter { $0.split(separator: ".").count == 2 }
        return try common.map { file in
            let stem = String(file.dropLast(4))
            let files = [file] + names.filter { $0 == "\(stem).\(dialect.rawValue).sql" }
            let text = try files.map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }.joined(separator: "\n")
            return Migration(
                number: Int(stem.prefix(4))!, name: String(stem.dropFirst(5)),
                statements: statements(in: text).map { translated($0, for: dialect) })
        }
    }

    static func statements(in text: String) -> [String] {
        let lines = text.split(separator: "\n").filter { !$0.trimmingPrefix(while: \.isWhitespace).hasPrefix("--") }
        return lines.joined(separator: "\n").components(separatedBy: ";\n")
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines.union([";"])) }
            .filter { !$0.isEmpty }
    }

    /// The files are written in PostgreSQL's types; SQLite keeps them in STRICT tables of its own. SQLite orders text by its bytes,
    /// so PostgreSQL is told to: an order that no locale and no upgrade of the system's C library changes.
    static func translated(_ statement: String, for dialect: SQLDialect) -> String {
        let isTable = statement.hasPrefix("CREATE TABLE")
        switch dialect {
        case .sqlite:
            let typed =
                statement.replacing("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", with: "INTEGER PRIMARY KEY AUTOINCREMENT")
                .replacing("BIGINT", with: "INTEGER").replacing("BYTEA", with: "BLOB")
            return isTable ? typed + " STRICT" : typed
        case .postgresql:
            guard isTable || statement.hasPrefix("ALTER TABLE") else { return statement }
            return statement.replacing(/\bTEXT\b/, with: #"TEXT COLLATE "C""#)
        }
    }
}
