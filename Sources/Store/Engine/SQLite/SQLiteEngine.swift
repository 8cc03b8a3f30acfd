import Foundation
import GRDB

/// SQLite in one file (write-ahead log, `synchronous=FULL`: a commit is on the disk before it is answered) or in memory for tests.
public final class SQLiteEngine: SQLEngine {
    public let dialect = SQLDialect.sqlite
    let writer: any DatabaseWriter
    private let channels = Channels()
    private let texts = SQLiteTexts()
    private let usage = Usage()

    /// - Parameters:
    ///   - path: the file, made when missing; `nil` for a database in memory that lives as long as the engine.
    ///   - readers: connections that read beside the one that writes, 1 or more.
    /// - Throws: `StoreError.unavailable` when the file cannot be opened or will not keep `synchronous=FULL`.
    public init(path: String?, readers: Int = 4) throws(StoreError) {
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA foreign_keys = ON")
            // Without it REPLACE removes rows behind the triggers that keep them.
            try db.execute(sql: "PRAGMA recursive_triggers = ON")
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
        } catch {
            throw Self.storeError(error)
        }
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try await translatingErrors {
            try await self.writer.read { db in
                let transaction = SQLiteTransaction(db, texts: self.texts, isReading: true)
                let value = try body(transaction)
                try transaction.finish()
                return value
            }
        }
    }

    public func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        let (value, messages) = try await translatingErrors {
            try await self.writer.writeWithoutTransaction { db in
                let transaction = SQLiteTransaction(db, texts: self.texts, isReading: false)
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try body(transaction)
                    try transaction.finish()
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
        // GRDB must not be asked anything once it is closed.
        if await usage.close() { try? writer.close() }
    }

    private func translatingErrors<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await usage.during(work)
        } catch let error as DatabaseError {
            throw Self.storeError(error)
        }
    }

    static func storeError(_ error: any Error) -> StoreError {
        guard let error = error as? DatabaseError else { return (error as? StoreError) ?? .unavailable("\(error)") }
        let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_CONSTRAINT: .constraint(message)
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_NOMEM, .SQLITE_PERM:
            .unavailable(message)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(message)
        default: .statement(message)
        }
    }
}
