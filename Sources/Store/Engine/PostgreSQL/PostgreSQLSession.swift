import Foundation
import Logging

/// What one thread of the pool works with: a connection, made when it is needed and made again when it was lost.
final class PostgreSQLSession {
    private let location: PostgreSQLLocation
    private let configuration: PostgreSQLEngine.Configuration
    private let log: Logger
    private var connection: PostgreSQLConnection?

    init(_ location: PostgreSQLLocation, _ configuration: PostgreSQLEngine.Configuration, log: Logger) {
        self.location = location
        self.configuration = configuration
        self.log = log
    }

    /// Answers as soon as `body` is done: a snapshot that only read has nothing to commit.
    func read<Value>(_ body: (any SQLTransaction) throws -> Value, answer: (Result<Value, any Error>) -> Void) {
        var reader: PostgreSQLTransaction?
        do {
            let value = try attempt("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", retriesViolation: false) { transaction in
                let value = try body(transaction)
                if let error = transaction.firstError { throw error }
                reader = transaction
                return value
            }
            answer(.success(value))
        } catch {
            answer(.failure(error))
        }
        reader?.rollBack()
    }

    func write<Value>(_ isolation: SQLIsolation, _ body: (any SQLTransaction) throws -> Value) throws -> Value {
        let isSerializable = isolation == .serializable
        let begin = "BEGIN ISOLATION LEVEL \(isSerializable ? "SERIALIZABLE" : "READ COMMITTED") READ WRITE"
        return try attempt(begin, retriesViolation: isSerializable) { transaction in
            let value = try body(transaction)
            try transaction.commit()
            return value
        }
    }

    /// Runs `work` until it succeeds or fails for a reason that running it again does not mend.
    private func attempt<Value>(
        _ begin: String, retriesViolation: Bool, _ work: (PostgreSQLTransaction) throws -> Value
    ) throws -> Value {
        var conflicts = 0
        var mended: Set<String> = []
        while true {
            let isFresh = connection?.isUsable != true
            let connection = try connected()
            let transaction = PostgreSQLTransaction(connection, begin: begin)
            do {
                return try work(transaction)
            } catch {
                transaction.rollBack()
                if case .outcomeUnknown? = error as? StoreError { throw error }
                guard let failure = transaction.failure else { throw error }
                if failure.isSerializationFailure {
                    guard conflicts < configuration.retries else { throw StoreError.conflict }
                    conflicts += 1
                    backOff(after: conflicts)
                } else if failure.isConnectionLost {
                    // It was made for an earlier transaction and the server has been away since.
                    guard !isFresh, mended.insert("connection").inserted else { throw error }
                } else if failure.isStalePlan {
                    guard mended.insert("plan").inserted else { throw error }
                    try? connection.deallocateAll()
                } else {
                    guard retriesViolation, failure.isUniqueViolation, mended.insert("violation").inserted else { throw error }
                }
            }
        }
    }

    private func connected() throws(StoreError) -> PostgreSQLConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let new = try PostgreSQLConnection(location, configuration, log: log)
        connection = new
        return new
    }

    /// A random part of 1, 2, 4 … 64 ms, so that two who met do not meet again.
    private func backOff(after conflicts: Int) {
        usleep(UInt32.random(in: 0...(1000 << UInt32(min(conflicts - 1, 6)))))
    }
}
