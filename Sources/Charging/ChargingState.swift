import Catalog
import Telecom

/// Everything that charging knows of a group: the fold over its journal. One at a time decides for a group.
public struct ChargingState: Hashable, Sendable {
    public let groupID: GroupID
    /// The sequence of the last row folded in; 0 before the first.
    public internal(set) var sequence: Int64 = 0
    /// In the order in which they are used; the last `keptBuckets` and all that are not closed.
    public internal(set) var buckets: [BucketBalance] = []
    /// What became of closed buckets that are no longer kept, by unit.
    public internal(set) var closed: [ChargingUnit: ClosedBuckets] = [:]
    public internal(set) var sessions: [String: ChargingSession] = [:]
    public internal(set) var members: [AccountID: GroupMember] = [:]
    /// Usage since the last checkpoint.
    public internal(set) var usage: [UsageKey: UsageCounts] = [:]

    /// Closed buckets are forgotten, oldest first, when there are more buckets than this.
    public static let keptBuckets = 64

    public init(groupID: GroupID) {
        self.groupID = groupID
    }
}

/// Sums over closed buckets: granted = used + withdrawn + expired.
public struct ClosedBuckets: Hashable, Sendable {
    public internal(set) var count: Int64 = 0
    public internal(set) var granted: Int64 = 0
    public internal(set) var used: Int64 = 0
    public internal(set) var withdrawn: Int64 = 0
    public internal(set) var expired: Int64 = 0
}

/// A gateway's open session.
public struct ChargingSession: Hashable, Sendable {
    /// The sequence of the row that opened it.
    public let number: Int64
    public let lineID: LineID
    public let accountID: AccountID
    public let apn: APN?
    public let country: Country?
    public let gateway: Gateway?
    public internal(set) var lastRequestNumber: UInt32
    public internal(set) var lastAt: Timestamp
    public internal(set) var reservations: [Reservation] = []
    /// What was rounded up so far, where tariffs are no whole numbers.
    public internal(set) var ahead: [ChargedAhead] = []
}

/// What a rating group of a session has paid more than it used, because a bucket gives whole units: the next charge counts it.
public struct ChargedAhead: Hashable, Sendable {
    public let ratingGroup: UInt32?
    public let unit: ChargingUnit
    /// Parts of a unit (`Weight.whole` make one), above 0 and less than one.
    public internal(set) var parts: Int64
}

/// Units promised to one rating group of a session.
public struct Reservation: Hashable, Sendable {
    public let ratingGroup: UInt32?
    public let unit: ChargingUnit
    /// In the order in which they are debited.
    public let parts: [BucketUnits]
    /// The gateway reports by then.
    public let validUntil: Timestamp
    /// What the grant is charged by.
    public let tariff: Tariff

    public var units: Int64 { parts.reduce(0) { $0 + $1.units } }
}

/// An account that draws on the group.
public struct GroupMember: Hashable, Sendable {
    /// Octets of a calendar month (UTC); `nil` is no cap.
    public internal(set) var monthlyCap: Int64?
    /// The month that `used` is of, counted from January 1970.
    public internal(set) var month: Int64 = 0
    /// Octets that were charged in that month, less what was put back.
    public internal(set) var used: Int64 = 0
}

/// What usage is counted by.
public struct UsageKey: Hashable, Sendable {
    public let lineID: LineID
    /// The hour of the report, counted from 1970-01-01T00Z.
    public let hour: Int64
    public let apn: APN?
    public let country: Country?

    public init(lineID: LineID, hour: Int64, apn: APN?, country: Country?) {
        self.lineID = lineID
        self.hour = hour
        self.apn = apn
        self.country = country
    }
}

/// Usage as gateways reported it.
public struct UsageCounts: Hashable, Sendable {
    public internal(set) var octetsIn: Int64 = 0
    public internal(set) var octetsOut: Int64 = 0
    /// What was charged for; in and out where the gateway reports no total.
    public internal(set) var octets: Int64 = 0
    public internal(set) var seconds: Int64 = 0
    public internal(set) var messages: Int64 = 0
    /// Octets of `octets` that no bucket covered.
    public internal(set) var overageOctets: Int64 = 0

    public init(octetsIn: Int64, octetsOut: Int64, octets: Int64, seconds: Int64, messages: Int64, overageOctets: Int64) {
        self.octetsIn = octetsIn
        self.octetsOut = octetsOut
        self.octets = octets
        self.seconds = seconds
        self.messages = messages
        self.overageOctets = overageOctets
    }

    init() {}

    public static let zero = UsageCounts()

    public static func += (sum: inout UsageCounts, more: UsageCounts) {
        sum.octetsIn += more.octetsIn
        sum.octetsOut += more.octetsOut
        sum.octets += more.octets
        sum.seconds += more.seconds
        sum.messages += more.messages
        sum.overageOctets += more.overageOctets
    }
}
