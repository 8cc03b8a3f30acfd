import Telecom

/// A charging data record (CDR): what a session, or a part of a long one, used. A pure function of the group's journal, so that it can be
/// made again at any time and is the same each time. Source: 3GPP TS 32.240 §4.1, TS 32.298 §5.1.
public struct ChargingDataRecord: Hashable, Sendable {
    /// What one rating group reported in one request.
    public struct Usage: Hashable, Sendable {
        /// CC-Request-Number.
        public let requestNumber: UInt32
        /// When the report was decided.
        public let at: Timestamp
        public let ratingGroup: UInt32?
        public let unit: ChargingUnit
        /// As the gateway reported it; for an event, what was debited.
        public let used: UsedUnits
        /// Units that buckets gave; below zero for units that were put back.
        public let debited: Int64
        /// Units that nothing covered.
        public let overage: Int64
    }

    /// Why a record ends.
    public enum Closing: String, CaseIterable, Hashable, Sendable {
        /// The gateway ended the session, or it was a single event.
        case normalRelease = "normal_release"
        /// The gateway has been silent for so long that the session was forgotten, or reports of a session that is not open.
        case abnormalRelease = "abnormal_release"
        /// The record was open for `longestSeconds`; the session goes on in the next.
        case timeLimit = "time_limit"
        /// The record has `mostUsages`; the session goes on in the next.
        case reportLimit = "report_limit"
    }

    /// A report that finds its record open for so many seconds closes it: a day.
    public static let longestSeconds: Int64 = 86_400
    /// A report that brings its record to so many usages closes it.
    public static let mostUsages = 100

    public let sessionID: String
    /// 1, 2, 3, … within the session.
    public let number: Int
    public let lineID: LineID
    public let accountID: AccountID
    public let apn: APN?
    public let country: Country?
    public let gateway: Gateway?
    public let openedAt: Timestamp
    /// When it was closed; while it is open, the last report.
    public internal(set) var closedAt: Timestamp
    /// `nil` while it is open.
    public internal(set) var closing: Closing?
    /// In the order of the reports; at most `mostUsages` and the rest of the last request.
    public internal(set) var usages: [Usage] = []

    /// What it adds to the usage of its line.
    public var counts: UsageCounts {
        usages.reduce(into: .zero) { sum, usage in
            switch usage.unit {
            case .octets:
                sum += UsageCounts(
                    octetsIn: usage.used.input, octetsOut: usage.used.output, octets: usage.used.total, seconds: 0, messages: 0,
                    overageOctets: usage.overage)
            case .seconds:
                sum += UsageCounts(octetsIn: 0, octetsOut: 0, octets: 0, seconds: usage.used.total, messages: 0, overageOctets: 0)
            case .messages:
                sum += UsageCounts(octetsIn: 0, octetsOut: 0, octets: 0, seconds: 0, messages: usage.used.total, overageOctets: 0)
            }
        }
    }
}
