/// A transaction on one connection. `BEGIN` travels with its first statement, and messages travel with `COMMIT`.
final class PostgreSQLTransaction: SQLTransaction {
    /// Rows that one flight of a batch carries.
    private static let rowsInFlight = 500

    let dialect = SQLDialect.postgresql
    private let connection: PostgreSQLConnection
    private let begin: String
    private var hasBegun = false
    private var isOpen = true
    private var messages: [(channel: String, message: String)] = []

    /// The first statement that failed: nothing after it is done, and nothing is committed.
    private(set) var firstError: StoreError?
    /// What the server said about it.
    private(set) var failure: PostgreSQLFailure?

    init(_ connection: PostgreSQLConnection, begin: String) {
        self.connection = connection
        self.begin = begin
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try run { [.statement(sql, try PostgreSQLParameters(parameters))] }.last!.rows
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try run { [.statement(sql, try PostgreSQLParameters(parameters))] }.last!.changed
    }

    func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
        var changed = 0
        for start in stride(from: 0, to: rows.count, by: Self.rowsInFlight) {
            let flight = rows[start..<min(start + Self.rowsInFlight, rows.count)]
            changed += try run { try flight.map { .statement(sql, try PostgreSQLParameters($0)) } }.reduce(0) { $0 + $1.changed }
        }
        return changed
    }

    func notify(_ channel: String, _ message: String) throws {
        try Channels.check(channel, message)
        messages.append((channel, message))
    }

    /// - Throws: `StoreError.outcomeUnknown` when the connection was lost between sending `COMMIT` and its answer.
    func commit() throws {
        if let firstError { throw firstError }
        guard hasBegun || !messages.isEmpty else { return close() }
        // A connection that is known to be lost by now has committed nothing.
        do {
            try connection.consumeInput()
        } catch {
            throw fail(error)
        }
        do {
            _ = try run {
                try messages.map { channel, message in
                    .statement("SELECT pg_notify($1, $2)", try PostgreSQLParameters([.text(channel), .text(message)]))
                } + [.plain("COMMIT")]
            }
        } catch {
            guard let failure, failure.isConnectionLost else { throw error }
            throw StoreError.outcomeUnknown(failure.message)
        }
        close()
    }

    /// Ends a transaction whose work is not wanted, or that only read.
    func rollBack() {
        close()
        guard hasBegun, connection.isUsable else { return }
        _ = try? connection.exchange([.plain("ROLLBACK")])
    }

    private func close() { isOpen = false }

    private func run(_ commands: () throws -> [PostgreSQLConnection.Command]) throws -> [PostgreSQLConnection.Answer] {
        guard isOpen else { throw StoreError.statement("a transaction is used outside its body") }
        if let firstError { throw firstError }
        do {
            let opening: [PostgreSQLConnection.Command] = hasBegun ? [] : [.plain(begin)]
            let all = opening + (try commands())
            hasBegun = true
            return Array(try connection.exchange(all).dropFirst(opening.count))
        } catch {
            throw fail(error)
        }
    }

    private func fail(_ error: any Error) -> StoreError {
        failure = error as? PostgreSQLFailure
        let storeError = failure?.storeError ?? (error as? StoreError) ?? .statement("\(error)")
        firstError = storeError
        return storeError
    }
}
