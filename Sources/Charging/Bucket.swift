import Telecom

/// Units that a group may use: what a purchase, a gift or an allowance has put there. What is left of them is derived from the
/// group's journal (`BucketBalance`), never stored in the bucket.
public struct Bucket: Hashable, Sendable {
    public let id: BucketID
    public let groupID: GroupID
    /// Who brought it into the group; it goes along when that account leaves.
    public let accountID: AccountID
    public let unit: ChargingUnit
    /// Units granted, 0...`ChargingUnit.greatestCount`; `nil` is unlimited.
    public let granted: Int64?
    /// Buckets of a lower priority are used first, 0...1000.
    public let priority: Int
    /// Nothing is given before this moment.
    public let startsAt: Timestamp
    /// Nothing is given from this moment on; `nil` never ends.
    public let expiresAt: Timestamp?
    /// The service of the catalogue that it came from.
    public let serviceID: String
    public let orderID: OrderID?

    public init(
        id: BucketID, groupID: GroupID, accountID: AccountID, unit: ChargingUnit, granted: Int64?, priority: Int, startsAt: Timestamp,
        expiresAt: Timestamp?, serviceID: String, orderID: OrderID?
    ) {
        precondition(granted.map { (0...ChargingUnit.greatestCount).contains($0) } ?? true, "granted is out of range")
        precondition((0...1000).contains(priority), "priority is out of range")
        self.id = id
        self.groupID = groupID
        self.accountID = accountID
        self.unit = unit
        self.granted = granted
        self.priority = priority
        self.startsAt = startsAt
        self.expiresAt = expiresAt
        self.serviceID = serviceID
        self.orderID = orderID
    }
}

/// A bucket with what has become of its units. For a limited bucket, always: granted = used + reserved + withdrawn + remaining.
public struct BucketBalance: Hashable, Sendable {
    public let id: BucketID
    public let accountID: AccountID
    public let unit: ChargingUnit
    public let granted: Int64?
    public let priority: Int
    public let startsAt: Timestamp
    public let expiresAt: Timestamp?
    /// The sequence of the journal row that granted it; later rows name the bucket by this number.
    public let number: Int64
    /// Units that were used.
    public internal(set) var used: Int64 = 0
    /// Units promised to gateways and not yet reported or released.
    public internal(set) var reserved: Int64 = 0
    /// Units taken back: revoked with a refund, or gone to another group with their owner.
    public internal(set) var withdrawn: Int64 = 0
    /// A withdrawn bucket gives nothing more; what is released into it is withdrawn too.
    public internal(set) var isWithdrawn = false

    init(_ bucket: Bucket, number: Int64) {
        id = bucket.id
        accountID = bucket.accountID
        unit = bucket.unit
        granted = bucket.granted
        priority = bucket.priority
        startsAt = bucket.startsAt
        expiresAt = bucket.expiresAt
        self.number = number
    }

    init(
        id: BucketID, accountID: AccountID, unit: ChargingUnit, granted: Int64?, priority: Int, startsAt: Timestamp,
        expiresAt: Timestamp?, number: Int64, used: Int64, reserved: Int64, withdrawn: Int64, isWithdrawn: Bool
    ) {
        self.id = id
        self.accountID = accountID
        self.unit = unit
        self.granted = granted
        self.priority = priority
        self.startsAt = startsAt
        self.expiresAt = expiresAt
        self.number = number
        self.used = used
        self.reserved = reserved
        self.withdrawn = withdrawn
        self.isWithdrawn = isWithdrawn
    }

    /// Units neither used, reserved nor withdrawn; `nil` is unlimited. Those of an expired bucket can never be used.
    public var remaining: Int64? { granted.map { $0 - used - reserved - withdrawn } }

    /// Units that can be promised or debited at `now`, 0 or more.
    func available(at now: Timestamp) -> Int64 {
        guard !isWithdrawn, startsAt <= now, !isExpired(at: now) else { return 0 }
        return remaining ?? ChargingUnit.greatestCount
    }

    /// Units that are left to use at `now`, 0 or more; `nil` is unlimited.
    public func unitsLeft(at now: Timestamp) -> Int64? {
        granted == nil && available(at: now) > 0 ? nil : available(at: now)
    }

    public func isExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// Nothing can happen to it any more.
    func isClosed(at now: Timestamp) -> Bool { reserved == 0 && (isWithdrawn || remaining == 0 || isExpired(at: now)) }

    /// Which of two buckets is used first: priority, then the sooner expiry, then age.
    static func isUsedBefore(_ a: BucketBalance, _ b: BucketBalance) -> Bool {
        if a.priority != b.priority { return a.priority < b.priority }
        if a.expiresAt != b.expiresAt {
            guard let first = a.expiresAt else { return false }
            guard let second = b.expiresAt else { return true }
            return first < second
        }
        return a.number < b.number
    }
}
