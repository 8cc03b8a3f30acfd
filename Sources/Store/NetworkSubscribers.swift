import Subscribers
import Telecom

/// What the subscriber table says of a line beside `Subscriber`.
public enum NetworkState: String, Sendable {
    case active, barred, ended
}

extension SQLTransaction {
    /// Makes the own network serve a line, with the keys of its SIM profile as they are sealed there; does nothing when it does already,
    /// or when the row follows a newer revision of the line.
    /// - Parameter amf: authentication management field, 16 bits.
    public func insertSubscriber(
        _ subscriber: Subscriber, keysOf profile: SIMProfileID, amf: Int64, lineRevision: Int64, at time: Timestamp
    ) throws {
        try execute(
            """
            INSERT INTO subscribers (imsi, brand_id, line_id, msisdn, sealed_k, sealed_opc, amf, sequence_number, apn, qci,
                allocation_retention_priority, uplink_bits_per_second, downlink_bits_per_second, state, line_revision, created_at, changed_at)
            SELECT imsi, $2, $3, $4, sealed_k, sealed_opc, $5, 0, $6, $7, $8, $9, $10, $11, $12, $13, $13
            FROM sim_profiles WHERE id = $1 AND imsi = $14
            ON CONFLICT (line_id) DO NOTHING
            """, profile, subscriber.brandID, subscriber.lineID, subscriber.msisdn, amf, subscriber.access.apn, subscriber.access.qci,
            subscriber.access.allocationRetentionPriority, subscriber.access.uplinkBitsPerSecond, subscriber.access.downlinkBitsPerSecond,
            (subscriber.isBarred ? NetworkState.barred : .active).rawValue, lineRevision, time, subscriber.imsi)
    }

    /// - Returns: false when the network does not serve the line, or follows a newer revision of it already.
    @discardableResult
    public func setSubscriberState(of line: LineID, _ state: NetworkState, lineRevision: Int64, at time: Timestamp) throws -> Bool {
        try execute(
            """
            UPDATE subscribers SET state = $2, line_revision = $3, changed_at = $4
            WHERE line_id = $1 AND line_revision < $3 AND state <> 'ended'
            """, line, state.rawValue, lineRevision, time) == 1
    }

    /// - Parameter isOwnQuality: the quality holds whatever the line buys.
    public func setAccess(of line: LineID, _ access: AccessProfile, isOwnQuality: Bool, at time: Timestamp) throws {
        try execute(
            """
            UPDATE subscribers SET apn = $2, qci = $3, allocation_retention_priority = $4, uplink_bits_per_second = $5,
                downlink_bits_per_second = $6, has_own_quality = $7, changed_at = $8
            WHERE line_id = $1 AND state <> 'ended'
            """, line, access.apn, access.qci, access.allocationRetentionPriority, access.uplinkBitsPerSecond,
            access.downlinkBitsPerSecond, isOwnQuality, time)
    }

    /// A subscriber that has not ended.
    public func subscriber(_ imsi: IMSI) throws -> Subscriber? {
        try first("SELECT * FROM subscribers WHERE imsi = $1 AND state <> 'ended'", imsi).map(subscriber)
    }

    public func subscriber(of line: LineID) throws -> Subscriber? {
        try first("SELECT * FROM subscribers WHERE line_id = $1 AND state <> 'ended'", line).map(subscriber)
    }

    private func subscriber(_ row: SQLRow) throws -> Subscriber {
        try subscriber(row, isBarred: try row.text("state") == NetworkState.barred.rawValue)
    }

    func subscriber(_ row: SQLRow, isBarred: Bool) throws -> Subscriber {
        guard let apn = APN(try row.text("apn")),
            let access = AccessProfile(
                apn: apn, qci: Int(try row.integer("qci")),
                allocationRetentionPriority: Int(try row.integer("allocation_retention_priority")),
                uplinkBitsPerSecond: try row.integer("uplink_bits_per_second"),
                downlinkBitsPerSecond: try row.integer("downlink_bits_per_second"))
        else { throw StoreError.corrupt("access profile of a subscriber") }
        return Subscriber(
            imsi: try row.number("imsi"), brandID: try row.id("brand_id"), lineID: try row.id("line_id"), msisdn: try row.number("msisdn"),
            access: access, hasOwnQuality: try row.flag("has_own_quality"), isBarred: isBarred)
    }
}
