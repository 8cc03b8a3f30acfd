import CLibPQ
import Foundation
import Logging

/// One connection, for one thread. It works in libpq's pipeline mode: whatever is known at a time goes to the server in one flight
/// and is answered in one, which is a round trip for a `BEGIN` with its first statement as for a batch of inserts.
final class PostgreSQLConnection {
    enum Command {
        /// A statement without parameters that is not worth preparing.
        case plain(String)
        case statement(String, PostgreSQLParameters)
    }

    struct Answer {
        var rows: [SQLRow] = []
        /// Rows inserted, updated or deleted.
        var changed = 0
    }

    private struct Prepared {
        let name: String
        var lastUse: Int
    }

    private enum Step {
        case prepare(key: String, name: String)
        case deallocate(key: String)
        case execute
    }

    private let connection: OpaquePointer
    private let log: Logger
    private let patienceMilliseconds: Int32
    private let maximumPrepared: Int
    private var prepared: [String: Prepared] = [:]
    private var uses = 0
    private var isLost = false

    /// - Throws: `StoreError.unavailable` when the server cannot be reached in time, refuses, or does not keep UTF-8.
    init(_ location: PostgreSQLLocation, _ configuration: PostgreSQLEngine.Configuration, log: Logger) throws(StoreError) {
        self.log = log
        // The server ends a statement at its timeout; a server that does not even do that is taken for lost.
        patienceMilliseconds = Int32(clamping: (configuration.statementTimeoutSeconds + 5) * 1000)
        maximumPrepared = configuration.preparedStatements
        guard let connection = Self.connect(location, configuration) else { throw StoreError.unavailable("out of memory") }
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else {
            throw StoreError.unavailable("cannot connect to \(location): \(Self.message(of: connection))")
        }
        guard let encoding = PQparameterStatus(connection, "server_encoding"), String(cString: encoding) == "UTF8" else {
            throw StoreError.unavailable("\(location) does not keep its text as UTF8")
        }
        PQsetNoticeProcessor(
            connection,
            { context, message in
                guard let context, let message else { return }
                Unmanaged<PostgreSQLConnection>.fromOpaque(context).takeUnretainedValue().notice(String(cString: message))
            }, Unmanaged.passUnretained(self).toOpaque())
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            throw StoreError.unavailable("\(location) does not take a pipeline")
        }
        try prepareSession(configuration)
    }

    deinit { PQfinish(connection) }

    var isUsable: Bool { !isLost && PQstatus(connection) == CONNECTION_OK }

    var descriptor: Int32 { PQsocket(connection) }

    /// Sends the commands in one flight and returns an answer for each. Of commands after a failed one nothing is done.
    /// - Throws: `PostgreSQLFailure` of the first command that failed; `StoreError` for an answer that cannot be kept.
    func exchange(_ commands: [Command]) throws -> [Answer] {
        let steps = try send(commands)
        var answers: [Answer] = []
        answers.reserveCapacity(commands.count)
        var failure: (any Error)?
        do {
            for step in steps { try receive(step, &answers, &failure) }
            try receiveSync()
        } catch {
            // What the server said last tells more than that it hung up.
            guard let said = failure as? PostgreSQLFailure else { throw error }
            throw PostgreSQLFailure(sqlState: said.sqlState, message: said.message, isConnectionLost: true)
        }
        if let failure { throw failure }
        return answers
    }

    /// Reads all that has arrived, without waiting. - Throws: `PostgreSQLFailure` when the server has hung up.
    func consumeInput() throws(PostgreSQLFailure) {
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        repeat {
            guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { throw lost() }
        } while poll(&descriptor, 1, 0) > 0
    }

    /// The notifications that have arrived.
    func notifications() -> [(channel: String, message: String)] {
        var all: [(channel: String, message: String)] = []
        while let notification = PQnotifies(connection) {
            all.append((String(cString: notification.pointee.relname), String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        return all
    }

    /// Forgets every prepared statement, here and on the server.
    func deallocateAll() throws {
        prepared = [:]
        _ = try exchange([.plain("DEALLOCATE ALL")])
    }

    private static func connect(_ location: PostgreSQLLocation, _ configuration: PostgreSQLEngine.Configuration) -> OpaquePointer? {
        // Of parameters given twice the later counts: the URI may say otherwise than those before it, and nothing than the last.
        let parameters = [
            ("connect_timeout", String(configuration.connectTimeoutSeconds)),
            ("fallback_application_name", "gorse"),
            ("keepalives_idle", "10"),
            ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
            ("dbname", location.uri),
            ("client_encoding", "UTF8"),
        ]
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for text in keywords + values { free(text) } }
        return PQconnectdbParams(keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    }

    private func prepareSession(_ configuration: PostgreSQLEngine.Configuration) throws(StoreError) {
        let milliseconds = configuration.statementTimeoutSeconds * 1000
        let settings = """
            SELECT set_config('statement_timeout', '\(milliseconds)', false),
                set_config('idle_in_transaction_session_timeout', '\(2 * milliseconds)', false),
                set_config('client_min_messages', 'warning', false),
                set_config('timezone', 'UTC', false),
                set_config('synchronous_commit',
                    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
            """
        do {
            _ = try exchange([.plain(settings)])
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.unavailable((error as? PostgreSQLFailure)?.message ?? "\(error)")
        }
    }

    private func notice(_ message: String) {
        log.debug("PostgreSQL: \(message.split(separator: "\n").first ?? "")")
    }

    private func send(_ commands: [Command]) throws -> [Step] {
        var steps: [Step] = []
        var preparedNow: [String: String] = [:]
        for command in commands {
            switch command {
            case .plain(let sql):
                try check(PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 1))
            case .statement(let sql, let parameters) where Self.isWorthPreparing(sql):
                let key = parameters.signature + " " + sql
                var name = prepared[key]?.name ?? preparedNow[key]
                if name == nil {
                    try makeRoom(for: preparedNow.count, &steps)
                    uses += 1
                    name = "s\(uses)"
                    try check(parameters.withPointers { count, types, _, _, _ in PQsendPrepare(connection, name, sql, count, types) })
                    steps.append(.prepare(key: key, name: name!))
                    preparedNow[key] = name
                }
                uses += 1
                prepared[key]?.lastUse = uses
                try check(
                    parameters.withPointers { count, _, values, lengths, formats in
                        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
                    })
            case .statement(let sql, let parameters):
                try check(
                    parameters.withPointers { count, types, values, lengths, formats in
                        PQsendQueryParams(connection, sql, count, types, values, lengths, formats, 1)
                    })
            }
            steps.append(.execute)
        }
        try check(PQpipelineSync(connection))
        try flush()
        return steps
    }

    /// Statements of the schema are run once.
    private static func isWorthPreparing(_ sql: String) -> Bool {
        let word = sql.utf8.drop { $0 <= 0x20 }.prefix(6).map { $0 & 0xDF }
        return word.starts(with: "SELECT".utf8) || word == Array("INSERT".utf8) || word == Array("UPDATE".utf8)
            || word == Array("DELETE".utf8) || word.starts(with: "WITH".utf8)
    }

    /// Gives up the statement that was used longest ago when the connection holds as many as it may.
    private func makeRoom(for others: Int, _ steps: inout [Step]) throws {
        guard prepared.count + others >= maximumPrepared, let oldest = prepared.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        prepared[oldest.key] = nil
        try check(PQsendQueryParams(connection, "DEALLOCATE \(oldest.value.name)", 0, nil, nil, nil, nil, 1))
        steps.append(.deallocate(key: oldest.key))
    }

    private func check(_ sent: Int32) throws(PostgreSQLFailure) {
        guard sent == 1 else { throw lost() }
    }

    private func flush() throws(PostgreSQLFailure) {
        while true {
            let left = PQflush(connection)
            if left == 0 { return }
            guard left > 0 else { throw lost() }
            // The server may have to be listened to before it reads on.
            if try wait(for: POLLIN | POLLOUT) & Int16(POLLIN) != 0 { try consumeInput() }
        }
    }

    private func receive(_ step: Step, _ answers: inout [Answer], _ failure: inout (any Error)?) throws {
        while let result = try nextResult() {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                switch step {
                case .prepare(let key, let name): prepared[key] = Prepared(name: name, lastUse: uses)
                case .deallocate: break
                case .execute:
                    do {
                        answers.append(try Self.answer(result))
                    } catch {
                        failure = failure ?? error
                    }
                }
            case PGRES_PIPELINE_ABORTED: break
            default: failure = failure ?? self.failure(result)
            }
        }
    }

    private func receiveSync() throws {
        guard let result = try nextResult() else { throw lost() }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost() }
    }

    private func nextResult() throws(PostgreSQLFailure) -> OpaquePointer? {
        while PQisBusy(connection) == 1 {
            _ = try wait(for: POLLIN)
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        }
        let result = PQgetResult(connection)
        guard result != nil || PQstatus(connection) == CONNECTION_OK else { throw lost() }
        return result
    }

    private static func answer(_ result: OpaquePointer) throws(StoreError) -> Answer {
        let count = Int(PQntuples(result))
        guard count <= maximumRows else { throw StoreError.statement("more than \(maximumRows) rows") }
        let width = Int32(PQnfields(result))
        let columns = (0..<width).map { String(cString: PQfname(result, $0)) }
        let types = (0..<width).map { PQftype(result, $0) }
        var answer = Answer()
        answer.rows.reserveCapacity(count)
        for row in 0..<Int32(count) {
            var values: [SQLValue] = []
            values.reserveCapacity(columns.count)
            for column in 0..<width {
                guard PQgetisnull(result, row, column) == 0 else {
                    values.append(.null)
                    continue
                }
                let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
                values.append(try PostgreSQLType.value(of: types[Int(column)], bytes, column: columns[Int(column)]))
            }
            answer.rows.append(SQLRow(columns: columns, values: values))
        }
        // A SELECT counts its rows too.
        if PQcmdStatus(result).pointee != CChar(UInt8(ascii: "S")) {
            answer.changed = Int(String(cString: PQcmdTuples(result))) ?? 0
        }
        return answer
    }

    private func failure(_ result: OpaquePointer) -> PostgreSQLFailure {
        let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        let sqlState = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        if PQstatus(connection) != CONNECTION_OK { isLost = true }
        return PostgreSQLFailure(
            sqlState: sqlState, message: primary ?? Self.message(of: connection), isConnectionLost: !isUsable)
    }

    /// The connection is of no more use, whatever it was that failed.
    private func lost(_ message: String? = nil) -> PostgreSQLFailure {
        isLost = true
        return PostgreSQLFailure(sqlState: nil, message: message ?? Self.message(of: connection), isConnectionLost: true)
    }

    private static func message(of connection: OpaquePointer) -> String {
        let message = String(cString: PQerrorMessage(connection)).trimmingCharacters(in: .whitespacesAndNewlines)
        return message.isEmpty ? "the connection was lost" : message.replacing("\n", with: " ")
    }

    /// - Returns: what can be done, as `poll` says it.
    private func wait(for events: Int32) throws(PostgreSQLFailure) -> Int16 {
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
        while true {
            let count = poll(&descriptor, 1, patienceMilliseconds)
            if count > 0 { return descriptor.revents }
            guard count < 0, errno == EINTR else { throw lost("the server does not answer") }
        }
    }
}
