import Subscribers
import Telecom

/// A link by which an admin decides about a request.
public struct BetaLink: Sendable, Equatable {
    public let requestID: BetaRequestID
    /// Whose mailbox it was sent to.
    public let adminID: AccountID
    public let expiresAt: Timestamp

    public init(requestID: BetaRequestID, adminID: AccountID, expiresAt: Timestamp) {
        self.requestID = requestID
        self.adminID = adminID
        self.expiresAt = expiresAt
    }
}

extension SQLTransaction {
    /// - Throws: `StoreError.constraint` when the person has an open request.
    public func insertBetaRequest(_ request: BetaRequest) throws {
        try execute(
            "INSERT INTO beta_requests (id, brand_id, account_id, state, requested_at) VALUES ($1, $2, $3, $4, $5)", request.id,
            request.brandID, request.accountID, request.state.rawValue, request.requestedAt)
    }

    /// Saves a decision.
    /// - Returns: false when the request was decided before.
    public func decideBetaRequest(_ request: BetaRequest) throws -> Bool {
        try execute(
            """
            UPDATE beta_requests SET state = $2, decided_at = $3, decided_by = $4, reason = $5, order_id = $6
            WHERE id = $1 AND state = 'pending'
            """, request.id, request.state.rawValue, request.decidedAt, request.decidedBy, request.reason, request.orderID) == 1
    }

    public func betaRequest(_ id: BetaRequestID) throws -> BetaRequest? {
        try first("SELECT * FROM beta_requests WHERE id = $1", id).map(BetaRequest.init(row:))
    }

    /// All that a person has made, the newest first.
    public func betaRequests(of account: AccountID, limit: Int) throws -> [BetaRequest] {
        try query("SELECT * FROM beta_requests WHERE account_id = $1 ORDER BY id DESC LIMIT $2", account, limit).map(BetaRequest.init(row:))
    }

    /// The one that counts: a person may ask again after a rejection.
    public func newestBetaRequest(of account: AccountID) throws -> BetaRequest? { try betaRequests(of: account, limit: 1).first }

    /// Those of a brand in one state, the newest first, older than `before` when given.
    public func betaRequests(of brand: BrandID, in state: BetaRequest.State, before: BetaRequestID?, limit: Int) throws -> [BetaRequest] {
        try query(
            "SELECT * FROM beta_requests WHERE brand_id = $1 AND state = $2 AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4", brand,
            state.rawValue, before?.text ?? "", limit
        ).map(BetaRequest.init(row:))
    }

    public func insertBetaLink(_ link: BetaLink, digest: [UInt8]) throws {
        try execute(
            "INSERT INTO beta_links (digest, request_id, admin_id, expires_at) VALUES ($1, $2, $3, $4)", digest, link.requestID,
            link.adminID, link.expiresAt)
    }

    /// Also finds links that have expired.
    public func betaLink(digest: [UInt8]) throws -> BetaLink? {
        try first("SELECT * FROM beta_links WHERE digest = $1", digest).map { row in
            BetaLink(requestID: try row.id("request_id"), adminID: try row.id("admin_id"), expiresAt: try row.time("expires_at"))
        }
    }

    public func deleteBetaLinks(of request: BetaRequestID) throws {
        try execute("DELETE FROM beta_links WHERE request_id = $1", request)
    }

    /// The living admins of a brand who have proved an address, at most `limit`, in the order in which they joined.
    public func reachableAdmins(of brand: BrandID, limit: Int) throws -> [Account] {
        try query(
            """
            SELECT * FROM accounts WHERE brand_id = $1 AND role = 'admin' AND email_verified = 1 AND deleted_at IS NULL
            ORDER BY id LIMIT $2
            """, brand, limit
        ).map(Account.init(row:))
    }
}

extension BetaRequest {
    init(row: SQLRow) throws {
        let decision: Decision? =
            switch try row.choice("state", State.self) {
            case .pending: nil
            case .approved: .approved(try row.id("order_id"))
            case .rejected: .rejected(try row.text("reason"))
            }
        self.init(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.id("account_id"),
            requestedAt: try row.time("requested_at"), decision: decision, decidedAt: try row.optionalTime("decided_at"),
            decidedBy: try row.optionalID("decided_by"))
    }
}
