import Subscribers
import Telecom

extension SQLTransaction {
    /// Orders a line in the transaction of what paid for it; the job `provision_line` then gives it a SIM profile and a number.
    /// - Parameters:
    ///   - order: with `item`, names the line: a second call returns the first one's id. `nil` always makes a new line.
    ///   - ids: where the new id's random part comes from.
    /// - Returns: the line's id.
    public func orderLine(
        account: AccountID, brand: BrandID, order: OrderID?, item: Int = 0, name: String? = nil, preferredAreaCode: String? = nil,
        actor: String = "system", at time: Timestamp, ids: Randomness
    ) throws -> LineID {
        if let order, let row = try first("SELECT id FROM lines WHERE order_id = $1 AND order_item = $2", order, item) {
            return try row.id("id")
        }
        let id = LineID(at: time, ids)
        try execute(
            """
            INSERT INTO lines (id, brand_id, account_id, order_id, order_item, name, state, suspensions, revision, preferred_area_code, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'ordered', '', 1, $7, $8)
            """, id, brand, account, order, item, name, preferredAreaCode, time)
        try insertLineTransition(LineTransition(lineID: id, sequence: 1, from: nil, to: .ordered, actor: actor, at: time))
        try audit(
            actor: actor, action: "line.order", subject: id.text, detail: ["account": account.text, "order": order?.text ?? ""],
            brand: brand, at: time)
        try enqueue(NewJob(kind: LineJob.provisionLine, key: id.text, payload: LineJob(lineID: id)), at: time)
        return id
    }

    public func line(_ id: LineID) throws -> Line? {
        try first(Self.selectLine + " WHERE lines.id = $1", id).map(line)
    }

    /// The lines of an account, oldest first, ended ones too; at most `limit`, behind `after` when given.
    public func lines(of account: AccountID, after: LineID? = nil, limit: Int = 100) throws -> [Line] {
        try query(
            Self.selectLine + " WHERE lines.account_id = $1 AND lines.id > $2 ORDER BY lines.id LIMIT $3", account, after?.text ?? "", limit
        ).map(line)
    }

    /// Whom a line's usage is charged to, and whether it may use anything: only an active line may.
    public func chargeableLine(_ id: LineID) throws -> (groupID: GroupID, state: LineState)? {
        try first(
            "SELECT accounts.group_id, lines.state FROM lines JOIN accounts ON accounts.id = lines.account_id WHERE lines.id = $1", id
        ).map { (groupID: try $0.id("group_id"), state: try $0.choice("state")) }
    }

    /// The living line that a number reaches.
    public func line(withNumber msisdn: MSISDN) throws -> Line? {
        try first(Self.selectLine + " WHERE lines.msisdn = $1 AND lines.ended_at IS NULL", msisdn).map(line)
    }

    /// Every change of a line, oldest first, at most 1,000.
    public func lineTransitions(of id: LineID) throws -> [LineTransition] {
        try query("SELECT * FROM line_transitions WHERE line_id = $1 ORDER BY sequence LIMIT 1000", id).map { row in
            LineTransition(
                lineID: id, sequence: try row.integer("sequence"), from: try row.optionalText("from_state").flatMap(LineState.init),
                to: try row.choice("to_state"), reason: try row.optionalText("reason").flatMap(SuspensionReason.init),
                actor: try row.text("actor"), note: try row.optionalText("note"), at: try row.time("at"))
        }
    }

    /// Keeps others from changing the line until this transaction ends, whatever its isolation.
    /// - Returns: the line as it is now.
    public func lockLine(_ id: LineID) throws -> Line? {
        // An update locks the row on both engines.
        try execute("UPDATE lines SET revision = revision WHERE id = $1", id)
        return try line(id)
    }

    /// Saves what `line` says now, with the transition that made it so.
    public func save(_ line: Line, _ transition: LineTransition?) throws {
        try execute(
            """
            UPDATE lines SET name = $2, state = $3, suspensions = $4, revision = $5, sim_profile_id = $6, msisdn = $7, activation_code = $8,
                activated_at = $9, ended_at = $10
            WHERE id = $1
            """, line.id, line.name, line.state.rawValue, line.suspensions.map(\.rawValue).sorted().joined(separator: ","), line.revision,
            line.simProfileID, line.msisdn, line.activationCode?.text, line.activatedAt, line.endedAt)
        if let transition { try insertLineTransition(transition) }
    }

    private func insertLineTransition(_ transition: LineTransition) throws {
        try execute(
            """
            INSERT INTO line_transitions (line_id, sequence, from_state, to_state, reason, actor, note, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, transition.lineID, transition.sequence, transition.from?.rawValue, transition.to.rawValue, transition.reason?.rawValue,
            transition.actor, transition.note, transition.at)
    }

    static var selectLine: String {
        "SELECT lines.*, sim_profiles.iccid, sim_profiles.imsi FROM lines LEFT JOIN sim_profiles ON sim_profiles.id = lines.sim_profile_id"
    }

    func line(_ row: SQLRow) throws -> Line {
        Line(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"),
            orderID: try row.optionalID("order_id"), name: try row.optionalText("name"), state: try row.choice("state"),
            suspensions: Set(try row.text("suspensions").split(separator: ",").compactMap { SuspensionReason(rawValue: String($0)) }),
            revision: try row.integer("revision"), preferredAreaCode: try row.optionalText("preferred_area_code"),
            simProfileID: try row.optionalID("sim_profile_id"), iccid: try row.optionalNumber("iccid"),
            imsi: try row.optionalNumber("imsi"),
            msisdn: try row.optionalNumber("msisdn"), activationCode: try row.optionalText("activation_code").flatMap(ActivationCode.init),
            createdAt: try row.time("created_at"), activatedAt: try row.optionalTime("activated_at"),
            endedAt: try row.optionalTime("ended_at"))
    }
}

/// What a job about a line carries.
public struct LineJob: Codable, Sendable {
    public let lineID: LineID

    public init(lineID: LineID) {
        self.lineID = lineID
    }

    /// Gives an ordered line its SIM profile and number and has the carrier serve it.
    public static let provisionLine = "provision_line"
    /// Tells the carrier what state the line is in now.
    public static let informCarrier = "inform_carrier"
}
