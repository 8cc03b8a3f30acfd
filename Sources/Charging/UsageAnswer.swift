import Telecom

/// The answer to a `UsageRequest`; asked again, the same request gets the same answer from the journal.
public struct UsageAnswer: Hashable, Sendable {
    /// What one rating group gets.
    public struct Item: Hashable, Sendable {
        public let ratingGroup: UInt32?
        public let unit: ChargingUnit
        /// Units promised (for an event: debited, for a refund: put back), above zero; `nil` where none were asked for or given.
        public let granted: Int64?
        /// Seconds until the gateway must report; `nil` without a grant.
        public let validitySeconds: Int64?
        /// These are the last units: when they are used up, the gateway ends the service (Final-Unit-Indication, terminate).
        public let isFinal: Bool
        /// Why nothing was given though units were asked for.
        public let refusal: Refusal?
        /// When what a unit costs changes within the validity: what is used from then on is reported apart (Tariff-Time-Change).
        public var tariffChange: Timestamp?
    }

    /// Why something expected was not given: a result, not an error.
    public enum Refusal: UInt8, CaseIterable, Hashable, Sendable {
        /// No units are left (DIAMETER_CREDIT_LIMIT_REACHED 4012).
        case creditLimitReached = 1
        /// The group has units, but this member's share of the month is used up (4012).
        case memberCapReached
        /// No such line (DIAMETER_USER_UNKNOWN 5030).
        case userUnknown
        /// The line is suspended, ported out or terminated (DIAMETER_END_USER_SERVICE_DENIED 4010). Reported usage is debited all the same.
        case lineNotActive
        /// The session was never opened here or has ended (DIAMETER_UNKNOWN_SESSION_ID 5002). Reported usage is debited all the same.
        case unknownSession
        /// The group has `ChargingPolicy.greatestSessions` open (DIAMETER_END_USER_SERVICE_DENIED 4010).
        case tooManySessions
        /// More is to be put back than the session was debited (DIAMETER_UNABLE_TO_COMPLY 5012).
        case refundExceedsDebit

        /// As the API and the metrics write it.
        public var word: String {
            switch self {
            case .creditLimitReached: "credit_limit_reached"
            case .memberCapReached: "member_cap_reached"
            case .userUnknown: "user_unknown"
            case .lineNotActive: "line_not_active"
            case .unknownSession: "unknown_session"
            case .tooManySessions: "too_many_sessions"
            case .refundExceedsDebit: "refund_exceeds_debit"
            }
        }
    }

    public let sessionID: String
    public let requestNumber: UInt32
    /// Why the whole request was refused; `nil` where each rating group speaks for itself.
    public let refusal: Refusal?
    /// As in the request, in its order; empty where the whole request was refused.
    public let items: [Item]

    public init(sessionID: String, requestNumber: UInt32, refusal: Refusal?, items: [Item] = []) {
        self.sessionID = sessionID
        self.requestNumber = requestNumber
        self.refusal = refusal
        self.items = items
    }
}
