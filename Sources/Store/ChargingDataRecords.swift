import Charging
import Telecom

extension SQLTransaction {
    /// Groups whose journal has a row not before `time`, in order of their ids.
    public func groups(chargedSince time: Timestamp, after group: GroupID?, limit: Int) throws -> [GroupID] {
        try query(
            """
            SELECT g.id FROM groups g WHERE g.id > $1
                AND (SELECT j.at FROM charging_journal j WHERE j.group_id = g.id ORDER BY j.sequence DESC LIMIT 1) >= $2
            ORDER BY g.id LIMIT $3
            """, group?.text ?? "", time, limit
        ).map { try $0.id("id") }
    }

    /// The newest sequence of a group whose row is older than `time`, found by halving; 0 without one. Rows of several nodes may be out of
    /// order in time by as much as their clocks differ.
    public func chargingSequence(of group: GroupID, before time: Timestamp) throws -> Int64 {
        var older: Int64 = 0
        var newer = try first("SELECT COALESCE(MAX(sequence), 0) + 1 AS past FROM charging_journal WHERE group_id = $1", group)!
            .integer("past")
        while older + 1 < newer {
            let middle = older + (newer - older) / 2
            guard let row = try first("SELECT at FROM charging_journal WHERE group_id = $1 AND sequence = $2", group, middle) else {
                throw StoreError.corrupt("charging journal of \(group): row \(middle) is missing")
            }
            if try row.time("at") < time { older = middle } else { newer = middle }
        }
        return older
    }

    /// The charging data records that a group's journal rows close, at most `limit` rows behind `sequence`. Sessions that began before
    /// are looked up.
    /// - Parameter fold: what the rows up to `sequence` made; goes on to what is read here.
    /// - Returns: the records and the last row that was read; `nil` at the end of the journal.
    public func closedRecords(of group: GroupID, after sequence: Int64, limit: Int, _ fold: inout ChargingDataRecordFold) throws
        -> (records: [ChargingDataRecord], last: JournalRow?)
    {
        let rows = try chargingJournal(of: group, after: sequence, limit: limit)
        var records: [ChargingDataRecord] = []
        for row in rows {
            if let session = fold.unknownSession(in: row) { fold.adopt(try self.records(of: session, group, before: row.sequence)) }
            for number in fold.unknownForgotten(in: row) {
                let opening = try chargingJournal(of: group, after: number - 1, limit: 1).first?.request
                if let opening { fold.adopt(try self.records(of: opening.sessionID, group, before: row.sequence)) }
            }
            records += fold.apply(row)
        }
        return (records, rows.last)
    }

    /// What a session's rows before `sequence` have left open.
    private func records(of session: String, _ group: GroupID, before sequence: Int64) throws -> ChargingDataRecordFold {
        var fold = ChargingDataRecordFold()
        var last: Int64 = -1
        while true {
            let rows = try query(
                """
                SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
                WHERE session_id = $1 AND request_number > $2 ORDER BY request_number LIMIT 1000
                """, session, last
            ).map(JournalRow.init)
            guard let end = rows.last?.request?.number else { return fold }
            last = Int64(end)
            for row in rows where row.groupID == group && row.sequence < sequence { _ = fold.apply(row) }
        }
    }
}
