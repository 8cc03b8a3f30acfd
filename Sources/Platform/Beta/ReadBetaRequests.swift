import Catalog
import Store
import Subscribers
import Telecom

/// How a person stands with the beta programme.
public struct BetaStanding: Sendable {
    /// Whether the brand has a programme.
    public let isOpen: Bool
    /// The newest request.
    public let request: BetaRequest?
    /// Once approved and set up, the line that the programme gave, or the one that the person had before.
    public let line: Line?
    public let groupID: GroupID
    /// Once the line has a number.
    public let resin: ResinRecord?
}

/// A request with who asks.
public struct BetaApplication: Sendable {
    public let request: BetaRequest
    public let account: Account
}

extension Platform {
    /// - Throws: `account_not_found`.
    public func betaStanding(of principal: Principal) async throws -> BetaStanding {
        let isOpen = catalogs.catalog(for: principal.brandID).betaService != nil
        let (account, request, line) = try await store.read { transaction in
            guard let account = try transaction.account(principal.accountID) else { throw PlatformError.notFound("account") }
            let request = try transaction.newestBetaRequest(of: account.id)
            return (account, request, try request?.orderID.flatMap { try transaction.betaLine(of: account, order: $0) })
        }
        var resin: ResinRecord?
        if let number = line?.msisdn, let approvedAt = request?.decidedAt {
            resin = try ResinRecord(
                number: number, group: account.groupID, brand: account.brandID, assignedAt: approvedAt, key: try masterKey.resinKeys()[0])
        }
        return BetaStanding(isOpen: isOpen, request: request, line: line, groupID: account.groupID, resin: resin)
    }

    /// A brand's requests for its staff, the newest first, older than `before`.
    /// - Throws: `.forbidden` for anybody but support and admins.
    public func betaRequests(
        in state: BetaRequest.State, before: BetaRequestID? = nil, limit: Int, as staff: Principal
    ) async throws -> [BetaApplication] {
        try staff.requireStaff()
        return try await store.read { transaction in
            try transaction.betaRequests(of: staff.brandID, in: state, before: before, limit: limit).map { try transaction.application($0) }
        }
    }

    /// One request of the brand, and all that the same person has made, the newest first, at most 100.
    /// - Throws: `.forbidden` for anybody but support and admins; `beta_request_not_found`.
    public func betaRequest(
        _ id: BetaRequestID, as staff: Principal
    ) async throws -> (application: BetaApplication, history: [BetaRequest]) {
        try staff.requireStaff()
        return try await store.read { transaction in
            guard let request = try transaction.betaRequest(id), request.brandID == staff.brandID else {
                throw PlatformError.notFound("beta_request")
            }
            return (
                application: try transaction.application(request),
                history: try transaction.betaRequests(of: request.accountID, limit: 100)
            )
        }
    }

    /// What the link of a mail is about.
    /// - Throws: `beta_link_not_found`.
    public func betaRequest(_ id: BetaRequestID, code: String) async throws -> BetaApplication {
        let now = time.now()
        return try await store.read { transaction in
            try transaction.application(try transaction.betaRequest(id, code: code, at: now).request)
        }
    }
}

extension SQLTransaction {
    fileprivate func application(_ request: BetaRequest) throws -> BetaApplication {
        guard let account = try account(request.accountID) else { throw StoreError.corrupt("\(request.id) is nobody's") }
        return BetaApplication(request: request, account: account)
    }

    fileprivate func betaLine(of account: Account, order: OrderID) throws -> Line? {
        let given = try orderGrants(order).first { $0.kind == .line }.flatMap { LineID($0.subjectID) }
        if let given, let line = try line(given), !line.state.isEnd { return line }
        return try lines(of: account.id).first { !$0.state.isEnd && $0.msisdn != nil }
    }
}
