/// A database behind one SQL text: SQLite (embedded, the default) or PostgreSQL (shared by nodes).
///
/// The SQL is portable: `$1` parameters, `RETURNING`, `ON CONFLICT`, text ids, integers. What differs lives in the engines
/// and in `SQLTransaction.skipLocked`.
///
/// A body is synchronous and runs on a thread of the connection, never on one that serves requests: nothing outside the database
/// can be waited for inside a transaction. A body may be run again after a serialization failure, so it must have no effect
/// but its statements. Once a statement has failed, the transaction can only be rolled back: later statements throw the same error,
/// and so does a body that returns all the same.
public protocol SQLEngine: Sendable {
    var dialect: SQLDialect { get }

    /// Runs `body` on a consistent snapshot; statements that write are refused.
    /// - Throws: `StoreError.unavailable` when the database cannot be reached or no connection comes free in time; what `body` throws.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value

    /// Runs `body` in one transaction: all of it is durable when this returns, and none of it when this throws.
    /// - Throws: `StoreError.unavailable` (connection lost, disk full, too busy), `StoreError.conflict` after the bounded retries
    ///   of a serialization failure; what `body` throws. After `.outcomeUnknown` the commit may or may not have happened.
    @discardableResult
    func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value

    /// Messages sent with `SQLTransaction.notify` on `channel` by any node after its commit. The stream may repeat or drop messages, above all
    /// across a lost connection (on PostgreSQL it yields an empty one each time it has begun to listen): a hint to look, never the news itself.
    func listen(_ channel: String) -> AsyncStream<String>

    /// Waits for running transactions and closes every connection. Later calls throw `StoreError.unavailable`.
    func close() async
}

/// Rows that one query may answer.
let maximumRows = 100_000

extension SQLEngine {
    @discardableResult
    public func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try await write(isolation: .serializable, body)
    }
}

public enum SQLDialect: String, Sendable {
    case sqlite, postgresql
}

/// How far a transaction is kept from others. On SQLite both are serial.
public enum SQLIsolation: Sendable {
    /// As if transactions ran one after another; a failure to keep that up is retried by the engine.
    case serializable
    /// PostgreSQL's READ COMMITTED, for work whose correctness rests on unique keys alone.
    case readCommitted
}

/// An open transaction. Lives only inside its body.
///
/// Values are integers, text without NUL, blobs and null. A column of an answer that is anything else, such as `AVG`, is refused;
/// `SUM` of integers is an integer or, where it does not fit 64 bits, an error. A parameter that may be null stands where PostgreSQL can tell its
/// type: beside a column, or in a `CAST`.
/// - Throws: in every statement, a `StoreError`: `.constraint`, `.statement`, `.unavailable`, `.conflict`.
public protocol SQLTransaction: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs one statement and returns its rows. More than 100,000 are refused.
    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement and returns how many rows it inserted, updated or deleted itself, without what triggers did.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int

    /// Runs one statement once for each row of parameters (pipelined on PostgreSQL) and returns how many rows were changed in all.
    @discardableResult
    func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int

    /// Tells every listener of `channel`, on every node, once this transaction has committed. `channel` is 1 to 63 lower-case letters,
    /// digits or `_`, `message` at most 200 bytes.
    func notify(_ channel: String, _ message: String) throws
}

extension SQLTransaction {
    /// Ends a `SELECT` that claims rows, so that two nodes do not wait for or claim the same one.
    public var skipLocked: String {
        switch dialect {
        case .sqlite: ""
        case .postgresql: " FOR UPDATE SKIP LOCKED"
        }
    }

    public func query(_ sql: String, _ parameters: (any SQLConvertible)...) throws -> [SQLRow] {
        try query(sql, parameters.map(\.sqlValue))
    }

    @discardableResult
    public func execute(_ sql: String, _ parameters: (any SQLConvertible)...) throws -> Int {
        try execute(sql, parameters.map(\.sqlValue))
    }

    /// The first row, or `nil`.
    public func first(_ sql: String, _ parameters: (any SQLConvertible)...) throws -> SQLRow? {
        try query(sql, parameters.map(\.sqlValue)).first
    }
}
