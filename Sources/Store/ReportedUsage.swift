import Charging
import Telecom

/// What a session's rows in the journal say in sum, for gateways that report totals since its beginning.
public struct ReportedUsage: Hashable, Sendable {
    public let lineID: LineID
    /// Octets from the subscriber.
    public internal(set) var input: Int64 = 0
    /// Octets to the subscriber.
    public internal(set) var output: Int64 = 0
    /// The newest request's number.
    public internal(set) var lastNumber: UInt32 = 0
    public internal(set) var hasEnded = false
}

extension SQLTransaction {
    /// - Returns: `nil` for a session that charging has never heard of.
    public func reportedUsage(ofSession session: String) throws -> ReportedUsage? {
        var sum: ReportedUsage?
        var last: Int64 = -1
        while true {
            let rows = try query(
                """
                SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
                WHERE session_id = $1 AND request_number > $2 ORDER BY request_number LIMIT 1000
                """, session, last
            ).map(JournalRow.init)
            guard let end = rows.last?.request?.number else { return sum }
            last = Int64(end)
            for row in rows {
                guard case .usage(let usage) = row.entry else { continue }
                if sum == nil { sum = usage.opening.map { ReportedUsage(lineID: $0.lineID) } }
                for item in usage.items where item.unit == .octets {
                    sum?.input += item.used.input
                    sum?.output += item.used.output
                }
                sum?.lastNumber = usage.requestNumber
                if usage.kind == .termination { sum?.hasEnded = true }
            }
        }
    }
}
