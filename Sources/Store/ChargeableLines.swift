import Charging
import Subscribers
import Telecom

extension SQLTransaction {
    /// Whom these lines' usage is charged to, and whether they may use anything, as of this transaction. Lines that do not exist are left out.
    public func chargeableLines(_ ids: [LineID]) throws -> [LineID: ChargeableLine] {
        var lines: [LineID: ChargeableLine] = [:]
        lines.reserveCapacity(ids.count)
        for part in ids.parts(of: 256) {
            let parameters = part.padded.map(\.sqlValue)
            let list = (1...parameters.count).map { "$\($0)" }.joined(separator: ", ")
            let rows = try query(
                """
                SELECT lines.id, lines.brand_id, lines.account_id, lines.state, accounts.group_id FROM lines
                JOIN accounts ON accounts.id = lines.account_id WHERE lines.id IN (\(list))
                """, parameters)
            for row in rows {
                let id = try row.id("id", of: Noun.Line.self)
                lines[id] = ChargeableLine(
                    id: id, accountID: try row.id("account_id"), groupID: try row.id("group_id"),
                    brandID: try row.id("brand_id"), isActive: try row.text("state") == LineState.active.rawValue)
            }
        }
        return lines
    }

    /// The line that has, or had, the SIM profile of this IMSI.
    public func servedLine(_ imsi: IMSI) throws -> LineID? {
        try first("SELECT line_id FROM sim_profiles WHERE imsi = $1", imsi)?.optionalID("line_id")
    }

    /// The line that this number is assigned to now.
    public func servedLine(_ msisdn: MSISDN) throws -> LineID? {
        try first("SELECT line_id FROM phone_numbers WHERE msisdn = $1", msisdn)?.optionalID("line_id")
    }

    /// The line of a session, as its first request told.
    public func servedLine(ofSession sessionID: String) throws -> LineID? {
        try first(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE session_id = $1 ORDER BY request_number LIMIT 1
            """, sessionID
        ).flatMap { row in
            if case .usage(let usage) = try JournalRow(row).entry { usage.opening?.lineID } else { nil }
        }
    }

    /// The answers that these requests got when they were decided; those that never were are left out.
    public func usageAnswers(to requests: [UsageRequest.Key]) throws -> [UsageRequest.Key: UsageAnswer] {
        var answers: [UsageRequest.Key: UsageAnswer] = [:]
        for part in requests.parts(of: 256) {
            let padded = part.padded
            let list = padded.indices.map { "($\($0 * 2 + 1), $\($0 * 2 + 2))" }.joined(separator: ", ")
            let rows = try query(
                """
                SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
                WHERE (session_id, request_number) IN (VALUES \(list)) AND session_id IS NOT NULL
                """, padded.flatMap { [.text($0.sessionID), .integer(Int64($0.requestNumber))] })
            for row in rows {
                guard case .usage(let usage) = try JournalRow(row).entry else { continue }
                answers[UsageRequest.Key(sessionID: usage.sessionID, requestNumber: usage.requestNumber)] = usage.answer
            }
        }
        return answers
    }
}
