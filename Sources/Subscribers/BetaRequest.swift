import Telecom

/// A person's wish to join the beta programme, and what became of it. It is decided once; another wish is another request.
public struct BetaRequest: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable, Codable {
        case pending, approved, rejected
    }

    public enum Decision: Sendable, Equatable {
        /// What is given to the person is this order.
        case approved(OrderID)
        /// Why, in words for the person.
        case rejected(String)
    }

    /// Why a request or a decision is refused.
    public enum Refusal: Error, Equatable, Sendable {
        case pendingAlready
        case approvedAlready
        case decidedAlready
        case reasonOutOfRange
    }

    /// The length of a reason, in characters.
    public static let reasonLength = 1...500
    /// How long the links in the mail to an admin hold.
    public static let linkDays: Int64 = 7

    public let id: BetaRequestID
    public let brandID: BrandID
    public let accountID: AccountID
    public let requestedAt: Timestamp
    public private(set) var decision: Decision?
    public private(set) var decidedAt: Timestamp?
    /// The admin who decided.
    public private(set) var decidedBy: AccountID?

    public init(
        id: BetaRequestID, brandID: BrandID, accountID: AccountID, requestedAt: Timestamp, decision: Decision? = nil,
        decidedAt: Timestamp? = nil, decidedBy: AccountID? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.requestedAt = requestedAt
        self.decision = decision
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
    }

    public var state: State {
        switch decision {
        case nil: .pending
        case .approved: .approved
        case .rejected: .rejected
        }
    }

    /// Why the person was rejected.
    public var reason: String? {
        if case .rejected(let reason) = decision { reason } else { nil }
    }

    /// What the person was given.
    public var orderID: OrderID? {
        if case .approved(let order) = decision { order } else { nil }
    }

    /// Whether a person whose newest request is `newest` may ask (again): after a rejection they may.
    /// - Throws: `.pendingAlready`, `.approvedAlready`.
    public static func checkMayAsk(after newest: BetaRequest?) throws(Refusal) {
        switch newest?.state {
        case .pending: throw .pendingAlready
        case .approved: throw .approvedAlready
        case .rejected, nil: break
        }
    }

    /// - Throws: `.decidedAlready`; `.reasonOutOfRange` for a rejection whose reason is not of `reasonLength`.
    public mutating func decide(_ decision: Decision, by admin: AccountID, at time: Timestamp) throws(Refusal) {
        guard state == .pending else { throw .decidedAlready }
        if case .rejected(let reason) = decision, !Self.reasonLength.contains(reason.count) { throw .reasonOutOfRange }
        self.decision = decision
        decidedAt = time
        decidedBy = admin
    }
}
