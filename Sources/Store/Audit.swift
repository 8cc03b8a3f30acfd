import Crypto
import Telecom

/// One line of the audit log.
public struct AuditEvent: Sendable, Equatable {
    public let id: Int64
    public let at: Timestamp
    public let brandID: String?
    public let actor: String
    public let action: String
    public let subject: String
    /// A JSON object of texts with sorted keys.
    public let detail: String
}

extension SQLTransaction {
    /// Records who did what, in the transaction that does it. It is sealed into the hash chain within a second.
    /// - Parameters:
    ///   - actor: an account's id, an API key's id, or `system`.
    ///   - action: a verb of the platform, such as `order.refund`.
    ///   - subject: the id of what was acted on.
    ///   - detail: no secrets, and of persons nothing but ids: the log outlives a deleted account.
    public func audit(
        actor: String, action: String, subject: String, detail: [String: String] = [:], brand: BrandID? = nil, at time: Timestamp
    ) throws {
        let json = try StoredJSON.text(detail)
        let id = try first(
            "INSERT INTO audit_events (at, brand_id, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            time, brand, actor, action, subject, json)!.integer("id")
        try execute("INSERT INTO audit_unsealed (event_id) VALUES ($1)", id)
    }

    /// Gives at most `limit` events their place in the chain, oldest first. For an isolation of `.readCommitted`:
    /// while another node is sealing, this one does nothing.
    /// - Returns: how many were sealed.
    @discardableResult
    public func sealAudit(limit: Int = 1000) throws -> Int {
        guard let head = try first("SELECT sequence, hash FROM audit_head WHERE id = 1\(skipLocked)") else { return 0 }
        let events = try query(
            "SELECT * FROM audit_events WHERE id IN (SELECT event_id FROM audit_unsealed ORDER BY event_id LIMIT $1) ORDER BY id", limit
        ).map(auditEvent)
        guard !events.isEmpty else { return 0 }
        var sequence = try head.integer("sequence")
        var hash = try head.blob("hash")
        var seals: [[SQLValue]] = []
        for event in events {
            sequence += 1
            hash = event.sealed(sequence: sequence, after: hash)
            seals.append([.integer(sequence), .integer(event.id), .blob(hash)])
        }
        try executeBatch("INSERT INTO audit_seals (sequence, event_id, hash) VALUES ($1, $2, $3)", seals)
        try executeBatch("DELETE FROM audit_unsealed WHERE event_id = $1", events.map { [.integer($0.id)] })
        try execute("UPDATE audit_head SET sequence = $1, hash = $2 WHERE id = 1", sequence, hash)
        return events.count
    }

    /// Events not sealed yet, and when the oldest of them happened.
    public func auditBacklog() throws -> (events: Int64, oldest: Timestamp?) {
        let row = try first(
            "SELECT COUNT(*) AS count, MIN(at) AS oldest FROM audit_events WHERE id IN (SELECT event_id FROM audit_unsealed)")!
        return (try row.integer("count"), try row.optionalTime("oldest"))
    }

    /// Events about `subject`, newest first.
    public func auditEvents(about subject: String, limit: Int) throws -> [AuditEvent] {
        try query("SELECT * FROM audit_events WHERE subject = $1 ORDER BY id DESC LIMIT $2", subject, limit).map(auditEvent)
    }

    /// Events that meet every condition that is given, newest first, older than `before`.
    /// - Parameter brand: `nil` for those of every brand and of none.
    public func auditEvents(
        of brand: BrandID?, actor: String?, action: String?, subject: String?, from: Timestamp?, to: Timestamp?, before: Int64?, limit: Int
    ) throws -> [AuditEvent] {
        var conditions: [String] = []
        var parameters: [SQLValue] = []
        func require(_ condition: String, _ value: (any SQLConvertible)?) {
            guard let value else { return }
            parameters.append(value.sqlValue)
            conditions.append("\(condition) $\(parameters.count)")
        }
        require("brand_id =", brand)
        require("actor =", actor)
        require("action =", action)
        require("subject =", subject)
        require("at >=", from)
        require("at <", to)
        require("id <", before)
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        return try query(
            "SELECT * FROM audit_events \(condition) ORDER BY id DESC LIMIT $\(parameters.count + 1)", parameters + [limit.sqlValue]
        ).map(auditEvent)
    }

    fileprivate func auditEvent(_ row: SQLRow) throws -> AuditEvent {
        AuditEvent(
            id: try row.integer("id"), at: try row.time("at"), brandID: try row.optionalText("brand_id"), actor: try row.text("actor"),
            action: try row.text("action"), subject: try row.text("subject"), detail: try row.text("detail"))
    }
}

extension AuditEvent {
    /// SHA-256 over the previous hash, then every field with its length before it, so that no two events give the same bytes.
    func sealed(sequence: Int64, after previous: [UInt8]) -> [UInt8] {
        var bytes = previous
        for field in ["\(sequence)", "\(id)", "\(at.microsecondsSince1970)", brandID ?? "", actor, action, subject, detail] {
            withUnsafeBytes(of: UInt64(field.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: field.utf8)
        }
        return Array(SHA256.hash(data: bytes))
    }
}

/// What a walk over the whole audit log found.
public struct AuditVerification: Sendable, Equatable {
    /// Seals whose hash is right.
    public let verified: Int64
    /// Events that wait for their seal.
    public let unsealed: Int64
    /// The first thing that is wrong, in words; `nil` when the log is whole.
    public let firstBreak: String?
}

extension SQLEngine {
    /// Computes the whole chain anew, a page at a time, while the log goes on growing.
    public func verifyAudit(page: Int = 1000) async throws -> AuditVerification {
        let (headSequence, headHash, unsealed, lost, beyond) = try await read { transaction in
            let head = try transaction.first("SELECT sequence, hash FROM audit_head WHERE id = 1")
            let beyond = try transaction.first(
                "SELECT MIN(sequence) AS sequence FROM audit_seals WHERE sequence > (SELECT sequence FROM audit_head WHERE id = 1)")!
            let lost = try transaction.first(
                """
                SELECT MIN(id) AS id FROM audit_events e
                WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.event_id = e.id)
                AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.event_id = e.id)
                """)!
            return (
                try head?.integer("sequence"), try head?.blob("hash"), try transaction.auditBacklog().events,
                try lost.optionalInteger("id"),
                try beyond.optionalInteger("sequence")
            )
        }
        var sequence: Int64 = 0
        var hash = [UInt8](repeating: 0, count: 32)
        func result(_ firstBreak: String?) -> AuditVerification {
            AuditVerification(verified: sequence, unsealed: unsealed, firstBreak: firstBreak)
        }
        guard let headSequence, let headHash else { return result("the head of the chain is missing") }

        while sequence < headSequence {
            let rows = try await seals(after: sequence, upTo: headSequence, limit: page)
            if rows.isEmpty { return result("seal \(sequence + 1) is missing") }
            for (seal, event) in rows {
                guard seal.sequence == sequence + 1 else { return result("seal \(sequence + 1) is missing") }
                guard let event else { return result("the event of seal \(seal.sequence) is missing") }
                hash = event.sealed(sequence: seal.sequence, after: hash)
                guard hash == seal.hash else { return result("seal \(seal.sequence) does not fit its event and the seals before it") }
                sequence = seal.sequence
            }
        }
        guard hash == headHash else { return result("the head does not fit seal \(headSequence)") }
        if let beyond { return result("seal \(beyond) stands after the head") }
        if let lost { return result("event \(lost) has lost its seal") }
        return result(nil)
    }

    private func seals(after sequence: Int64, upTo last: Int64, limit: Int) async throws -> [(seal: AuditSeal, event: AuditEvent?)] {
        try await read { transaction in
            let rows = try transaction.query(
                """
                SELECT s.sequence, s.event_id, s.hash, e.* FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
                WHERE s.sequence > $1 AND s.sequence <= $2 ORDER BY s.sequence LIMIT $3
                """, sequence, last, limit)
            return try rows.map { row in
                let seal = AuditSeal(sequence: try row.integer("sequence"), hash: try row.blob("hash"))
                return (seal, try row.optionalInteger("id") == nil ? nil : try transaction.auditEvent(row))
            }
        }
    }
}

private struct AuditSeal {
    let sequence: Int64
    let hash: [UInt8]
}
