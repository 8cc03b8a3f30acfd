import Charging
import Store
import Telecom

extension SQLTransaction {
    /// An active line of an account, for tests that do not care how it came about.
    public func insertTestLine(
        _ name: String, account: AccountID, brand: BrandID = .dotm, state: String = "active", at time: Timestamp = ManualTime().source.now()
    ) throws -> LineID {
        let line = LineID("line_" + name)!
        try execute(
            """
            INSERT INTO lines (id, brand_id, account_id, order_item, state, suspensions, revision, created_at)
            VALUES ($1, $2, $3, 0, $4, '', 1, $5)
            """, line, brand, account, state, time)
        return line
    }

    /// Units for the group `grp_name` of the account `acc_name`.
    @discardableResult
    public func grantTestBucket(
        _ name: String, id: String = "first", units: Int64? = 10_000_000_000, unit: ChargingUnit = .octets, priority: Int = 100,
        expiresAt: Timestamp? = nil, at time: Timestamp = ManualTime().source.now()
    ) throws -> BucketID {
        let bucket = Bucket(
            id: BucketID("bkt_\(name)_\(id)")!, groupID: GroupID("grp_" + name)!, accountID: AccountID("acc_" + name)!, unit: unit,
            granted: units, priority: priority, startsAt: time, expiresAt: expiresAt, serviceID: "basic_data", orderID: nil)
        try grantBucket(bucket, at: time)
        return bucket.id
    }
}
