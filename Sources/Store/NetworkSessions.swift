import Charging
import Telecom

/// A charging session that is open.
public struct LiveChargingSession: Hashable, Sendable {
    public let id: String
    public let openedAt: Timestamp
    public let session: ChargingSession
}

/// A session that a gateway opened over Gx and has not ended.
public struct LivePolicySession: Hashable, Sendable {
    public let id: String
    public let lineID: LineID
    public let gatewayHost: String
    public let apn: String?
    public let startedAt: Timestamp
}

/// A subscriber whom an MME serves.
public struct LiveLocation: Hashable, Sendable {
    public let imsi: IMSI
    public let mmeHost: String
    public let visitedNetwork: PLMN
    public let updatedAt: Timestamp
}

extension SQLTransaction {
    /// The charging sessions that are open among those of the 400 newest first requests, newest first.
    public func liveChargingSessions() throws -> [LiveChargingSession] {
        let rows = try query(
            """
            SELECT session_id, group_id, at FROM charging_journal WHERE request_number <= 1 ORDER BY at DESC LIMIT 400
            """)
        // A session's opening is the earlier of two.
        var opened: [String: (group: GroupID, at: Timestamp)] = [:]
        var order: [String] = []
        for row in rows {
            let id = try row.text("session_id")
            if opened[id] == nil { order.append(id) }
            opened[id] = (group: try row.id("group_id"), at: try row.time("at"))
        }
        let states = try chargingStates(of: Array(Set(opened.values.map(\.group))))
        return order.compactMap { id in
            opened[id].flatMap { opening in
                states[opening.group]?.state.sessions[id].map { LiveChargingSession(id: id, openedAt: opening.at, session: $0) }
            }
        }
    }

    /// Newest first.
    public func livePolicySessions(limit: Int) throws -> [LivePolicySession] {
        try query(
            """
            SELECT session_id, line_id, gateway_host, apn, started_at FROM policy_sessions WHERE ended_at IS NULL
            ORDER BY started_at DESC LIMIT $1
            """, limit
        ).map { row in
            LivePolicySession(
                id: try row.text("session_id"), lineID: try row.id("line_id"), gatewayHost: try row.text("gateway_host"),
                apn: try row.optionalText("apn"), startedAt: try row.time("started_at"))
        }
    }

    /// Newest first.
    public func liveLocations(limit: Int) throws -> [LiveLocation] {
        try query(
            "SELECT imsi, mme_host, visited_plmn, updated_at FROM locations WHERE purged_at IS NULL ORDER BY updated_at DESC LIMIT $1",
            limit
        ).map { row in
            LiveLocation(
                imsi: try row.number("imsi"), mmeHost: try row.text("mme_host"), visitedNetwork: try row.number("visited_plmn"),
                updatedAt: try row.time("updated_at"))
        }
    }

    /// The decisions about one charging session, in the order of its requests.
    public func chargingJournal(ofSession id: String, limit: Int) throws -> [JournalRow] {
        try query(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE session_id = $1 ORDER BY request_number LIMIT $2
            """, id, limit
        ).map(JournalRow.init)
    }

    /// What happened to a group behind `sequence` without a gateway asking, such as a top-up; looked for in the next 50,000 rows, at most 200.
    public func unaskedChargingJournal(of group: GroupID, after sequence: Int64, upTo last: Int64) throws -> [JournalRow] {
        try query(
            """
            SELECT group_id, sequence, at, session_id, request_number, body FROM charging_journal
            WHERE group_id = $1 AND sequence > $2 AND sequence <= $3 AND session_id IS NULL ORDER BY sequence LIMIT 200
            """, group, sequence, min(last, sequence + 50_000)
        ).map(JournalRow.init)
    }
}
