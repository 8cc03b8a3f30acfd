import Policy
import Telecom

extension SQLTransaction {
    public func insertPolicySession(_ session: PolicySession) throws {
        try execute(
            """
            INSERT INTO policy_sessions (session_id, line_id, gateway_host, gateway_realm, apn, serving_network, started_at, request_number,
                answer, decision, rules, revision, told_revision, attempts, retry_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """, session.id, session.lineID, session.gatewayHost, session.gatewayRealm, session.apn, session.servingNetwork,
            session.startedAt, session.requestNumber, try StoredJSON.text(session.answer), try StoredJSON.text(session.decision),
            try StoredJSON.text(session.rules),
            session.revision, session.toldRevision, session.attempts, session.retryAt, session.endedAt)
    }

    public func updatePolicySession(_ session: PolicySession) throws {
        try execute(
            """
            UPDATE policy_sessions SET serving_network = $2, request_number = $3, answer = $4, decision = $5, rules = $6, revision = $7,
                told_revision = $8, attempts = $9, retry_at = $10, ended_at = $11
            WHERE session_id = $1
            """, session.id, session.servingNetwork, session.requestNumber, try StoredJSON.text(session.answer),
            try StoredJSON.text(session.decision),
            try StoredJSON.text(session.rules), session.revision, session.toldRevision, session.attempts, session.retryAt, session.endedAt)
    }

    public func policySession(_ id: String) throws -> PolicySession? {
        try first("SELECT * FROM policy_sessions WHERE session_id = $1", id).map(policySession)
    }

    /// The sessions of a line that have not ended, oldest first.
    public func livePolicySessions(of line: LineID) throws -> [PolicySession] {
        try query("SELECT * FROM policy_sessions WHERE line_id = $1 AND ended_at IS NULL ORDER BY started_at, session_id", line)
            .map(policySession)
    }

    /// What the line may have has changed, perhaps: its live sessions are looked at anew, by a node that reaches their gateways.
    public func policyMayHaveChanged(of line: LineID) throws {
        try policyMayHaveChanged(where: "line_id = $1", line)
    }

    /// The same for every line of an account.
    public func policyMayHaveChanged(of account: AccountID) throws {
        try policyMayHaveChanged(where: "line_id IN (SELECT id FROM lines WHERE account_id = $1)", account)
    }

    private func policyMayHaveChanged(where condition: String, _ parameter: any SQLConvertible) throws {
        let changed = try execute(
            "UPDATE policy_sessions SET revision = revision + 1, attempts = 0, retry_at = NULL WHERE ended_at IS NULL AND \(condition)",
            parameter)
        if changed > 0 { try notify("policy", "") }
    }

    /// Live sessions whose gateways have to be told something now, of these gateways or, with `nil`, of all.
    public func untoldPolicySessions(of gateways: [String]?, at time: Timestamp, limit: Int) throws -> [PolicySession] {
        if let gateways, gateways.isEmpty { return [] }
        let places = gateways.map { $0.indices.map { "$\($0 + 3)" }.joined(separator: ", ") }
        let parameters: [any SQLConvertible] = [time, limit] + (gateways ?? [])
        return try query(
            """
            SELECT * FROM policy_sessions WHERE told_revision < revision AND ended_at IS NULL AND (retry_at IS NULL OR retry_at <= $1)
                \(places.map { "AND gateway_host IN (\($0))" } ?? "")
            ORDER BY session_id LIMIT $2
            """, parameters.map(\.sqlValue)
        ).map(policySession)
    }

    /// What gateways reported for the line in the month that began at `month`.
    public func policyUsage(of line: LineID, inMonthFrom month: Timestamp) throws -> DataVolume {
        try first("SELECT octets FROM policy_usage WHERE line_id = $1 AND month_start = $2", line, month)?.volume("octets") ?? .zero
    }

    /// - Returns: what was reported in the month so far, this included.
    public func addPolicyUsage(_ volume: DataVolume, of line: LineID, inMonthFrom month: Timestamp) throws -> DataVolume {
        try first(
            """
            INSERT INTO policy_usage (line_id, month_start, octets) VALUES ($1, $2, $3)
            ON CONFLICT (line_id, month_start) DO UPDATE SET octets = policy_usage.octets + excluded.octets RETURNING octets
            """, line, month, volume)!.volume("octets")
    }

    private func policySession(_ row: SQLRow) throws -> PolicySession {
        PolicySession(
            id: try row.text("session_id"), lineID: try row.id("line_id"), gatewayHost: try row.text("gateway_host"),
            gatewayRealm: try row.text("gateway_realm"), apn: try row.optionalText("apn"), startedAt: try row.time("started_at"),
            servingNetwork: try row.optionalNumber("serving_network"), requestNumber: try row.integer("request_number"),
            answer: try StoredJSON.value(in: row.text("answer")), decision: try StoredJSON.value(in: row.text("decision")),
            rules: try StoredJSON.value(in: row.text("rules")),
            revision: try row.integer("revision"), toldRevision: try row.integer("told_revision"), attempts: try row.integer("attempts"),
            retryAt: try row.optionalTime("retry_at"), endedAt: try row.optionalTime("ended_at"))
    }
}
