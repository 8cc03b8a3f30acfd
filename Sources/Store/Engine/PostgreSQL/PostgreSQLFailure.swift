/// What the server or libpq said went wrong.
struct PostgreSQLFailure: Error {
    /// Five characters of PostgreSQL's appendix A; `nil` when it is libpq that speaks.
    let sqlState: String?
    /// The primary message, without the detail that quotes stored values.
    let message: String
    /// The connection cannot be used any more.
    let isConnectionLost: Bool

    /// Another transaction stood in the way: running the body again may succeed.
    var isSerializationFailure: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Two transactions that both looked first may still meet in the index; the one that lost finds the other's row when it looks again.
    var isUniqueViolation: Bool { sqlState == "23505" }

    /// A prepared statement that a migration or a pooler in between has made useless.
    var isStalePlan: Bool { sqlState == "26000" || (sqlState == "0A000" && message.hasPrefix("cached plan")) }

    var storeError: StoreError {
        guard let sqlState else { return isConnectionLost ? .unavailable(message) : .statement(message) }
        let text = "\(message) (\(sqlState))"
        return switch sqlState.prefix(2) {
        // Integrity constraints; P0001 is what our append-only triggers raise.
        case "23": .constraint(text)
        case _ where sqlState == "P0001": .constraint(text)
        case "40": .conflict
        // Connection, sign-in, no such database, resources, timeouts and cancels, shutdown, the server's own disk.
        case "08", "28", "3D", "53", "55", "57", "58": .unavailable(text)
        case "XX": sqlState == "XX000" ? .statement(text) : .corrupt(text)
        default: isConnectionLost ? .unavailable(text) : .statement(text)
        }
    }
}
