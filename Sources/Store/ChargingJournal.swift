import Charging
import Telecom

/// Where a group's rebuilt state stands.
public struct LoadedChargingState: Sendable {
    public var state: ChargingState
    /// The sequence of the checkpoint that it was rebuilt from; 0 without one.
    public var checkpoint: Int64

    public init(state: ChargingState, checkpoint: Int64) {
        self.state = state
        self.checkpoint = checkpoint
    }
}

extension SQLTransaction {
    /// The states of these groups: their checkpoints and the rows behind them. A group that nothing happened to has an empty state.
    /// - Throws: `StoreError.corrupt` when a row cannot follow the rows before it.
    public func chargingStates(of groups: [GroupID]) throws -> [GroupID: LoadedChargingState] {
        var states: [GroupID: LoadedChargingState] = [:]
        for part in groups.parts(of: 256) {
            let parameters = part.padded.map(\.sqlValue)
            let list = (1...parameters.count).map { "$\($0)" }
            for group in part { states[group] = LoadedChargingState(state: ChargingState(groupID: group), checkpoint: 0) }
            for row in try query(
                "SELECT group_id, sequence, body FROM charging_checkpoints WHERE group_id IN (\(list.joined(separator: ", ")))", parameters)
            {
                let group = try row.id("group_id", of: Noun.Group.self)
                states[group] = LoadedChargingState(
                    state: try decoding { try ChargingState(decoding: try row.blob("body"), groupID: group) },
                    checkpoint: try row.integer("sequence"))
            }
            // The checkpoint's sequence bounds the search, so that a long history costs nothing.
            let tail = try query(
                """
                WITH wanted (id) AS (VALUES \(list.map { "(\($0))" }.joined(separator: ", ")))
                SELECT j.group_id, j.sequence, j.at, j.session_id, j.request_number, j.body
                FROM (SELECT DISTINCT id FROM wanted) w LEFT JOIN charging_checkpoints c ON c.group_id = w.id
                CROSS JOIN charging_journal j
                WHERE j.group_id = w.id AND j.sequence > COALESCE(c.sequence, 0) ORDER BY j.group_id, j.sequence
                """, parameters)
            for row in tail {
                let entry = try JournalRow(row)
                try decoding { try states[entry.groupID]!.state.apply(entry) }
            }
        }
        return states
    }

    /// Appends rows to their groups' journals.
    /// - Returns: how many were written: fewer than given when another node was first at a group's next sequence, or when a request
    ///   had been decided already. Then nothing of it may stand: the caller throws, and decides again on fresh states.
    public func appendToChargingJournal(_ rows: [JournalRow]) throws -> Int {
        try executeBatch(
            """
            INSERT INTO charging_journal (group_id, sequence, at, session_id, request_number, body)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """,
            rows.map { row in
                [
                    .text(row.groupID.text), .integer(row.sequence), .integer(row.at.microsecondsSince1970),
                    row.request.map { .text($0.sessionID) } ?? .null, row.request.map { .integer(Int64($0.number)) } ?? .null,
                    .blob(row.entry.encoded),
                ]
            })
    }

    /// Appends one entry behind the group's last row.
    /// - Throws: `StoreError.conflict` when another node was first.
    func appendToChargingJournal(_ entry: JournalEntry, of group: GroupID, at time: Timestamp) throws {
        let last = try first("SELECT COALESCE(MAX(sequence), 0) AS last FROM charging_journal WHERE group_id = $1", group)!.integer("last")
        let row = JournalRow(groupID: group, sequence: last + 1, at: time, entry: entry)
        guard try appendToChargingJournal([row]) == 1 else { throw StoreError.conflict }
    }

    /// The answer that a request got when it was decided; `nil` when it never was.
    public func usageAnswer(sessionID: String, requestNumber: UInt32) throws -> UsageAnswer? {
        try first(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE session_id = $1 AND request_number = $2
            """, sessionID, Int64(requestNumber)
        ).flatMap { row in
            if case .usage(let usage) = try JournalRow(row).entry { usage.answer } else { nil }
        }
    }

    /// What a session used in a group, in order: the newest 1000 requests.
    public func usageEntries(of sessionID: String, group: GroupID) throws -> [UsageEntry] {
        try query(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE session_id = $1 AND group_id = $2 ORDER BY request_number DESC LIMIT 1000
            """, sessionID, group
        ).reversed().compactMap { row in
            if case .usage(let usage) = try JournalRow(row).entry { usage } else { nil }
        }
    }

    /// The rows of a group behind `sequence`, at most `limit`, in their order.
    public func chargingJournal(of group: GroupID, after sequence: Int64 = 0, limit: Int = 1000) throws -> [JournalRow] {
        try query(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE group_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
            """, group, sequence, limit
        ).map(JournalRow.init)
    }
}

extension JournalRow {
    init(_ row: SQLRow) throws {
        let group = try row.id("group_id", of: Noun.Group.self)
        let number = try row.optionalInteger("request_number").map(UInt32.init(truncatingIfNeeded:))
        let request = try row.optionalText("session_id").flatMap { session in number.map { (sessionID: session, number: $0) } }
        self.init(
            groupID: group, sequence: try row.integer("sequence"), at: try row.time("at"),
            entry: try decoding { try JournalEntry(decoding: try row.blob("body"), groupID: group, request: request) })
    }
}

/// Names a body that cannot be read, or a row that cannot follow, as damage of the store.
private func decoding<Value>(_ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let fault as JournalFault {
        throw StoreError.corrupt("charging journal of \(fault.groupID), row \(fault.sequence): \(fault.reason)")
    } catch is UnreadableBody {
        throw StoreError.corrupt("a charging journal body cannot be read")
    }
}

extension Array {
    /// In slices of at most `size`.
    func parts(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }

    /// Its last element repeated up to one of a few lengths, so that a statement with a list of parameters has few texts to prepare.
    var padded: [Element] {
        guard let last else { return [] }
        let length = [1, 4, 16, 64, 256].first { $0 >= count } ?? count
        return self + [Element](repeating: last, count: length - count)
    }
}
