import Foundation
import GRDB

/// SQLite in one file (write-ahead log, `synchronous=FULL`: a commit is on the disk before it is answered) or in memory for tests.
public final class SQLiteEngine: SQLEngine {
    public let dialect = SQLDialect.sqlite
    private let writer: any DatabaseWriter
    private let channels = LocalChannels()

    /// - Parameter path: the file, made when missing; `nil` for a database in memory that lives as long as the engine.
    /// - Throws: `StoreError.unavailable` when the file cannot be opened or will not keep `synchronous=FULL`.
    public init(path: String?, readers: Int = 4) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA foreign_keys = ON")
        }
        do {
            guard let path else {
                writer = try DatabaseQueue(configuration: configuration)
                return
            }
            writer = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL after its own preparation, so FULL is set, and read back, on the open writer.
            let synchronous = try writer.unsafeReentrantWrite { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                return try Int.fetchOne(db, sql: "PRAGMA synchronous")
            }
            guard synchronous == 2 else { throw StoreError.unavailable("SQLite does not keep synchronous=FULL") }
        } catch let error as DatabaseError {
            throw Self.storeError(error)
        }
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try await translatingErrors {
            try await self.writer.read { db in try body(SQLiteTransaction(db)) }
        }
    }

    public func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        let (value, messages) = try await translatingErrors {
            try await self.writer.writeWithoutTransaction { db in
                let transaction = SQLiteTransaction(db)
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try body(transaction)
                    return .commit
                }
                return (value!, transaction.messages)
            }
        }
        for (channel, message) in messages { channels.send(message, on: channel) }
        return value
    }

    public func listen(_ channel: String) -> AsyncStream<String> { channels.listen(channel) }

    public func close() async {
        channels.finish()
        try? writer.close()
    }

    private func translatingErrors<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DatabaseError {
            throw Self.storeError(error)
        }
    }

    static func storeError(_ error: DatabaseError) -> StoreError {
        let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_CONSTRAINT: .constraint(message)
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_NOMEM, .SQLITE_MISUSE:
            .unavailable(message)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(message)
        default: .statement(message)
        }
    }
}

/// The transaction that GRDB has open on this thread.
final class SQLiteTransaction: SQLTransaction {
    let dialect = SQLDialect.sqlite
    private let db: Database
    /// What to tell listeners after the commit.
    private(set) var messages: [(channel: String, message: String)] = []

    init(_ db: Database) { self.db = db }

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        let statement = try db.cachedStatement(sql: Self.numbered(sql))
        let cursor = try Row.fetchCursor(statement, arguments: Self.arguments(parameters))
        let columns = statement.columnNames
        var rows: [SQLRow] = []
        while let row = try cursor.next() {
            rows.append(SQLRow(columns: columns, values: row.databaseValues.map(Self.value)))
        }
        return rows
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try db.cachedStatement(sql: Self.numbered(sql)).execute(arguments: Self.arguments(parameters))
        return db.changesCount
    }

    func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
        let statement = try db.cachedStatement(sql: Self.numbered(sql))
        let before = db.totalChangesCount
        for row in rows { try statement.execute(arguments: Self.arguments(row)) }
        return db.totalChangesCount - before
    }

    func notify(_ channel: String, _ message: String) throws {
        messages.append((channel, message))
    }

    /// SQLite would number `$2 … $1` by order of appearance; `?2 … ?1` means what PostgreSQL means.
    private static func numbered(_ sql: String) -> String {
        sql.replacing("$", with: "?")
    }

    private static func arguments(_ parameters: [SQLValue]) -> StatementArguments {
        StatementArguments(
            parameters.map { parameter -> (any DatabaseValueConvertible)? in
                switch parameter {
                case .null: nil
                case .integer(let integer): integer
                case .text(let text): text
                case .blob(let bytes): Data(bytes)
                }
            })
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .string(let text): .text(text)
        case .blob(let data): .blob([UInt8](data))
        // No column is REAL: only a query that computes one (AVG) gets here.
        case .double(let number): .integer(Int64(number))
        }
    }
}
