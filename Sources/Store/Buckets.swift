import Charging
import Telecom

extension SQLTransaction {
    /// Puts a bucket into its group. The next charging request of the group sees it, on every node.
    /// - Parameter origin: the bucket that the units were first granted in, when they come along from another group.
    public func grantBucket(_ bucket: Bucket, origin: BucketID? = nil, at time: Timestamp) throws {
        try execute(
            Self.insertBucket,
            bucket.id, bucket.groupID, bucket.accountID, bucket.unit.rawValue, bucket.granted, bucket.priority, bucket.startsAt,
            bucket.expiresAt, bucket.serviceID, bucket.orderID, origin, time)
        try appendToChargingJournal(.granted(bucket), of: bucket.groupID, at: time)
        try notify(SessionNotice.channel, SessionNotice.moreUnits(bucket.groupID).text)
    }

    /// Puts buckets into groups that nothing has happened to yet, a journal row each: for filling a database quickly.
    /// - Throws: `StoreError.conflict` when something has happened to one of the groups.
    public func grantBuckets(_ buckets: [Bucket], at time: Timestamp) throws {
        try executeBatch(
            Self.insertBucket,
            buckets.map { bucket in
                [
                    bucket.id.sqlValue, bucket.groupID.sqlValue, bucket.accountID.sqlValue, bucket.unit.rawValue.sqlValue,
                    bucket.granted.sqlValue, bucket.priority.sqlValue, bucket.startsAt.sqlValue, bucket.expiresAt.sqlValue,
                    bucket.serviceID.sqlValue, bucket.orderID.sqlValue, .null, time.sqlValue,
                ]
            })
        let rows = buckets.map { JournalRow(groupID: $0.groupID, sequence: 1, at: time, entry: .granted($0)) }
        guard try appendToChargingJournal(rows) == rows.count else { throw StoreError.conflict }
    }

    private static var insertBucket: String {
        """
        INSERT INTO buckets
            (id, group_id, account_id, unit, granted, priority, starts_at, expires_at, service_id, order_id, origin_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """
    }

    /// Takes back what is left in a bucket, wherever its owner has taken it; units that are reserved right now follow when they are released.
    /// - Returns: units taken back, 0 or more: none for an unlimited bucket, an expired one, one that is used up, or when revoked before.
    /// - Throws: `StoreError.constraint` when there is no such bucket.
    @discardableResult
    public func revokeBucket(_ id: BucketID, at time: Timestamp) throws -> Int64 {
        let places = try query("SELECT id, group_id FROM buckets WHERE id = $1 OR origin_id = $1 ORDER BY id", id)
        guard !places.isEmpty else { throw StoreError.constraint("no bucket \(id)") }
        return try places.reduce(0) { units, place in
            units + (try withdraw(try place.id("id"), from: try place.id("group_id"), at: time) ?? 0)
        }
    }

    /// Takes out what is left of a bucket that is neither withdrawn nor forgotten.
    /// - Returns: units that could still have been used; `nil` when unlimited or when there was nothing to withdraw.
    func withdraw(_ id: BucketID, from group: GroupID, at time: Timestamp) throws -> Int64? {
        let state = try chargingStates(of: [group])[group]!.state
        guard let bucket = state.buckets.first(where: { $0.id == id }), !bucket.isWithdrawn else { return nil }
        try appendToChargingJournal(.withdrawn(id, units: bucket.remaining), of: group, at: time)
        return bucket.isExpired(at: time) ? 0 : bucket.remaining
    }

    /// What an order has put into groups, oldest first.
    public func buckets(of order: OrderID) throws -> [Bucket] {
        try query("SELECT * FROM buckets WHERE order_id = $1 AND origin_id IS NULL ORDER BY id", order).map(bucket)
    }

    /// What was ever put into a group, oldest first.
    public func buckets(of group: GroupID) throws -> [Bucket] {
        try query("SELECT * FROM buckets WHERE group_id = $1 ORDER BY id", group).map(bucket)
    }

    private func bucket(_ row: SQLRow) throws -> Bucket {
        guard let unit = ChargingUnit(rawValue: try row.text("unit")) else { throw StoreError.corrupt("unit holds an unknown value") }
        return Bucket(
            id: try row.id("id"), groupID: try row.id("group_id"), accountID: try row.id("account_id"), unit: unit,
            granted: try row.optionalInteger("granted"), priority: Int(try row.integer("priority")), startsAt: try row.time("starts_at"),
            expiresAt: try row.optionalTime("expires_at"), serviceID: try row.text("service_id"), orderID: try row.optionalID("order_id"))
    }
}
