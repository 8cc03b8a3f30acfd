import Charging
import Telecom

extension SQLTransaction {
    /// Saves these states, and rolls up the usage that was folded into each since its last checkpoint: exactly once, as the caller has just
    /// appended the row at the state's sequence in this transaction.
    public func saveCheckpoints(_ states: [(state: ChargingState, usage: [UsageKey: UsageCounts])], at time: Timestamp) throws {
        guard !states.isEmpty else { return }
        try executeBatch(
            """
            INSERT INTO charging_checkpoints (group_id, sequence, at, body) VALUES ($1, $2, $3, $4)
            ON CONFLICT (group_id) DO UPDATE SET sequence = excluded.sequence, at = excluded.at, body = excluded.body
            """,
            states.map { state, _ in
                [state.groupID.sqlValue, .integer(state.sequence), time.sqlValue, .blob(state.encoded)]
            })
        try executeBatch(
            """
            INSERT INTO usage_hours
                (line_id, hour, apn, country, group_id, octets_in, octets_out, octets, seconds, messages, overage_octets)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (line_id, hour, apn, country, group_id) DO UPDATE SET
                octets_in = usage_hours.octets_in + excluded.octets_in, octets_out = usage_hours.octets_out + excluded.octets_out,
                octets = usage_hours.octets + excluded.octets, seconds = usage_hours.seconds + excluded.seconds,
                messages = usage_hours.messages + excluded.messages,
                overage_octets = usage_hours.overage_octets + excluded.overage_octets
            """,
            states.flatMap { state, usage in
                usage.sorted { ($0.key.lineID, $0.key.hour) < ($1.key.lineID, $1.key.hour) }.map { key, counts in
                    [
                        key.lineID.sqlValue, .integer(key.hour), .text(key.apn?.name ?? ""), .text(key.country?.code ?? ""),
                        state.groupID.sqlValue, .integer(counts.octetsIn), .integer(counts.octetsOut), .integer(counts.octets),
                        .integer(counts.seconds), .integer(counts.messages), .integer(counts.overageOctets),
                    ]
                }
            })
    }

    /// The usage of a line that is rolled up, in the hours `hours` (counted from 1970).
    public func rolledUpUsage(of line: LineID, hours: Range<Int64>) throws -> [UsageKey: UsageCounts] {
        try usage(
            from: query(
                "SELECT * FROM usage_hours WHERE line_id = $1 AND hour >= $2 AND hour < $3", line, hours.lowerBound, hours.upperBound))
    }

    /// All the usage of a group that is rolled up.
    public func rolledUpUsage(of group: GroupID) throws -> [UsageKey: UsageCounts] {
        try usage(from: query("SELECT * FROM usage_hours WHERE group_id = $1", group))
    }

    private func usage(from rows: [SQLRow]) throws -> [UsageKey: UsageCounts] {
        try rows.reduce(into: [:]) { usage, row in
            let key = UsageKey(
                lineID: try row.id("line_id"), hour: try row.integer("hour"), apn: APN(try row.text("apn")),
                country: Country(try row.text("country")))
            let counts = UsageCounts(
                octetsIn: try row.integer("octets_in"), octetsOut: try row.integer("octets_out"), octets: try row.integer("octets"),
                seconds: try row.integer("seconds"), messages: try row.integer("messages"),
                overageOctets: try row.integer("overage_octets"))
            if usage[key] == nil { usage[key] = counts } else { usage[key]! += counts }
        }
    }
}
