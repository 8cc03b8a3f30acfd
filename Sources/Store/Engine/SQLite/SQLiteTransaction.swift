import Foundation
import GRDB

/// The transaction that GRDB has open on this thread.
final class SQLiteTransaction: SQLTransaction {
    let dialect = SQLDialect.sqlite
    private let db: Database
    private let texts: SQLiteTexts
    private let isReading: Bool
    private var isOpen = true
    /// The first statement that failed: nothing after it is done, and nothing is committed.
    private var firstError: (any Error)?
    /// What to tell listeners after the commit.
    private(set) var messages: [(channel: String, message: String)] = []

    init(_ db: Database, texts: SQLiteTexts, isReading: Bool) {
        self.db = db
        self.texts = texts
        self.isReading = isReading
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try run {
            let statement = try statement(sql)
            let cursor = try Row.fetchCursor(statement, arguments: Self.arguments(parameters))
            let columns = statement.columnNames
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                guard rows.count < maximumRows else { throw StoreError.statement("more than \(maximumRows) rows") }
                var values: [SQLValue] = []
                values.reserveCapacity(columns.count)
                for index in 0..<columns.count { values.append(try Self.value(row, at: index, column: columns[index])) }
                rows.append(SQLRow(columns: columns, values: values))
            }
            return rows
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try run { try changes(of: statement(sql), parameters) }
    }

    func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
        try run {
            let statement = try statement(sql)
            return try rows.reduce(0) { changed, row in try changed + changes(of: statement, row) }
        }
    }

    func notify(_ channel: String, _ message: String) throws {
        try Channels.check(channel, message)
        messages.append((channel, message))
    }

    /// Ends the transaction's use. - Throws: the error of a statement that the body has passed over.
    func finish() throws {
        isOpen = false
        if let firstError { throw firstError }
    }

    private func run<Value>(_ work: () throws -> Value) throws -> Value {
        guard isOpen else { throw StoreError.statement("a transaction is used outside its body") }
        if let firstError { throw firstError }
        do {
            return try work()
        } catch let error as CancellationError {
            firstError = error
            throw error
        } catch {
            var storeError = SQLiteEngine.storeError(error)
            if isReading, (error as? DatabaseError)?.resultCode == .SQLITE_READONLY {
                storeError = .statement("a reading transaction cannot write")
            }
            firstError = storeError
            throw storeError
        }
    }

    private func statement(_ sql: String) throws -> Statement {
        let (numbered, isKept) = texts.numbered(sql)
        return isKept ? try db.cachedStatement(sql: numbered) : try db.makeStatement(sql: numbered)
    }

    /// `changes()` keeps the count of an earlier statement when this one can change no row, and `total_changes()` counts triggers too.
    private func changes(of statement: Statement, _ parameters: [SQLValue]) throws -> Int {
        let before = db.totalChangesCount
        try statement.execute(arguments: Self.arguments(parameters))
        return db.totalChangesCount == before ? 0 : db.changesCount
    }

    private static func arguments(_ parameters: [SQLValue]) throws -> StatementArguments {
        StatementArguments(
            try parameters.map { parameter -> (any DatabaseValueConvertible)? in
                switch parameter {
                case .null: return nil
                case .integer(let integer): return integer
                case .text(let text):
                    try parameter.refuseNUL()
                    return text
                case .blob(let bytes): return Data(bytes)
                }
            })
    }

    private static func value(_ row: Row, at index: Int, column: String) throws -> SQLValue {
        let value: DatabaseValue = row[index]
        switch value.storage {
        case .null: return .null
        case .int64(let integer): return .integer(integer)
        case .string(let text): return .text(text)
        case .blob(let data): return .blob([UInt8](data))
        case .double: throw StoreError.statement("column \(column) is not an integer: it has a fraction")
        }
    }
}
