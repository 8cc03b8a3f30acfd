import Catalog
import Telecom

/// One row of a group's charging journal: what one decision changed. The state of a group is the fold over its rows and nothing else.
public struct JournalRow: Hashable, Sendable {
    public let groupID: GroupID
    /// 1, 2, 3, … within the group, without gaps.
    public let sequence: Int64
    public let at: Timestamp
    public let entry: JournalEntry

    public init(groupID: GroupID, sequence: Int64, at: Timestamp, entry: JournalEntry) {
        self.groupID = groupID
        self.sequence = sequence
        self.at = at
        self.entry = entry
    }

    /// What identifies the request behind the row for ever; `nil` for rows that no gateway asked for.
    public var request: (sessionID: String, number: UInt32)? {
        if case .usage(let usage) = entry { (usage.sessionID, usage.requestNumber) } else { nil }
    }
}

public enum JournalEntry: Hashable, Sendable {
    case granted(Bucket)
    /// `units` that were left were taken back and the bucket gives nothing more.
    case withdrawn(BucketID, units: Int64?)
    /// An account draws on the group's buckets from now on, at most `monthlyCap` octets in a calendar month (UTC); `nil` is no cap.
    case joined(AccountID, monthlyCap: Int64?)
    case left(AccountID)
    case usage(UsageEntry)
    /// Reservations of silent gateways were released.
    case reclaimed([Reclaim])
}

/// A decided usage request with its answer.
public struct UsageEntry: Hashable, Sendable {
    public let sessionID: String
    public let requestNumber: UInt32
    public let kind: UsageRequest.Kind
    /// Whose session it is; present when this request opened it or when it is not open.
    public internal(set) var opening: Opening?
    /// What silent gateways had to give back first.
    public internal(set) var reclaimed: [Reclaim] = []
    public internal(set) var items: [Item] = []
    /// Why the whole request was refused.
    public internal(set) var refusal: UsageAnswer.Refusal?

    public struct Opening: Hashable, Sendable {
        public let lineID: LineID
        public let accountID: AccountID
        public let apn: APN?
        public let country: Country?
        public let gateway: Gateway?
        /// The session stays open; false for an event and for a session that ended long ago.
        public let keeps: Bool
    }

    public struct Item: Hashable, Sendable {
        public let ratingGroup: UInt32?
        public let unit: ChargingUnit
        public let used: UsedUnits
        /// What was used by what it costs; empty where a unit is a unit.
        public internal(set) var weights: [WeighedUnits] = []
        /// What was taken from which bucket; for a refund, what was put back into which.
        public internal(set) var debits: [BucketUnits] = []
        /// Units that were due and that no bucket could cover: the gateway went past its grant when nothing was left.
        public internal(set) var overage: Int64 = 0
        /// What is promised from which bucket: as much as the grant may come to cost.
        public internal(set) var reserved: [BucketUnits] = []
        /// Units that the gateway may use; 0 for none.
        public internal(set) var granted: Int64 = 0
        /// What the grant is charged by.
        public internal(set) var tariff = Tariff.standard
        public internal(set) var validitySeconds: Int64 = 0
        public internal(set) var isFinal = false
        public internal(set) var refusal: UsageAnswer.Refusal?
    }
}

/// Units of the bucket with this number (`BucketBalance.number`).
public struct BucketUnits: Hashable, Sendable {
    public let bucket: Int64
    public internal(set) var units: Int64
}

/// A session, by the sequence of the row that opened it, whose reservations are released; `closes` forgets the session too.
public struct Reclaim: Hashable, Sendable {
    public let session: Int64
    public let closes: Bool

    public init(session: Int64, closes: Bool) {
        self.session = session
        self.closes = closes
    }
}

extension UsageEntry {
    /// It is over with the answer: units are debited, or put back.
    var isAtOnce: Bool { kind == .event || kind == .refund }

    /// Octets that the request says were used, or that an event was debited. A refund takes nothing back of what was used.
    public var octetsUsed: Int64 {
        items.lazy.filter { $0.unit == .octets }.reduce(0) { $0 + (kind == .event ? $1.debited : $1.used.total) }
    }

    /// The answer that the gateway got and gets again.
    public var answer: UsageAnswer {
        UsageAnswer(
            sessionID: sessionID, requestNumber: requestNumber, refusal: refusal,
            items: refusal != nil
                ? []
                : items.map { item in
                    let granted = isAtOnce ? item.debited : item.granted
                    return UsageAnswer.Item(
                        ratingGroup: item.ratingGroup, unit: item.unit, granted: granted > 0 ? granted : nil,
                        validitySeconds: !isAtOnce && granted > 0 ? item.validitySeconds : nil, isFinal: item.isFinal,
                        refusal: item.refusal, tariffChange: item.tariff.change?.at)
                })
    }
}

extension UsageEntry.Item {
    /// Units taken from buckets; for a refund, put back.
    public var debited: Int64 { debits.reduce(0) { $0 + $1.units } }

    /// What was used, by what it costs.
    var weighed: [WeighedUnits] { weights.isEmpty ? [WeighedUnits(units: used.total, weight: .one)] : weights }
}
