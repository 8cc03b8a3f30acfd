import Logging

/// PostgreSQL through libpq: one server, or any that speaks its protocol, shared by any number of nodes.
///
/// A body runs on the thread of a connection while its caller is suspended. A transaction that met another is run again, at most
/// `Configuration.retries` times; so is one whose connection turns out to be lost before anything of it was done.
/// Nothing is connected until it is needed, and a server that was away is found again by the next call.
public final class PostgreSQLEngine: SQLEngine {
    public struct Configuration: Sendable {
        /// Connections for transactions, 1...200. One more is opened when something listens.
        public var connections = 8
        /// Transactions that may wait for a connection; more are refused.
        public var waiting = 4096
        /// How long one may wait for a connection.
        public var waitSeconds = 5
        /// How long one attempt to connect may take, 2 or more.
        public var connectTimeoutSeconds = 3
        /// How long one statement may take; a body that pauses for twice as long loses its connection.
        public var statementTimeoutSeconds = 30
        /// How often a transaction is run again after a serialization failure.
        public var retries = 24
        /// Prepared statements that a connection keeps, 1 or more.
        public var preparedStatements = 256

        public init() {}
    }

    public let dialect = SQLDialect.postgresql
    private let pool: PostgreSQLPool
    private let listener: PostgreSQLListener

    public init(_ location: PostgreSQLLocation, _ configuration: Configuration = Configuration(), log: Logger) throws(StoreError) {
        precondition((1...200).contains(configuration.connections) && configuration.preparedStatements > 0)
        pool = PostgreSQLPool(location, configuration, log: log)
        listener = try PostgreSQLListener(location, configuration, log: log)
    }

    deinit {
        listener.close()
        pool.beginClosing()
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            pool.submit { session in
                session.read(body) { continuation.resume(with: $0) }
            } refuse: {
                continuation.resume(throwing: $0)
            }
        }
    }

    public func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            pool.submit { session in
                continuation.resume(with: Result { try session.write(isolation, body) })
            } refuse: {
                continuation.resume(throwing: $0)
            }
        }
    }

    public func listen(_ channel: String) -> AsyncStream<String> { listener.listen(channel) }

    public func close() async {
        listener.close()
        await pool.close()
    }
}
