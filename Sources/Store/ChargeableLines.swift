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
