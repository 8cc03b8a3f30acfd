import Billing
import Catalog
import Store
import Subscribers
import Telecom

/// What an admin says to a request to join the beta programme.
public enum BetaAnswer: Sendable {
    case approve
    /// With the reason that the person is told.
    case reject(reason: String)
}

extension Platform {
    /// Decides about a request of the admin's own brand.
    ///
    /// An approval gives the person what the catalogue's beta service brings, for nothing: data, and a line unless they have one. It is an
    /// order of no price, so that it is delivered, told and kept as any other; a request makes one at most. Either way the person is told.
    /// - Throws: `PlatformError`: `.forbidden` for anybody but admins; `beta_request_not_found`; `.conflict` with `beta_request_decided`;
    ///   `.invalid` with `invalid_reason`; `.forbidden` with `beta_not_open`.
    public func decideBetaRequest(_ id: BetaRequestID, _ answer: BetaAnswer, as admin: Principal) async throws -> BetaRequest {
        try admin.requireAdmin()
        let now = time.now()
        return try await store.write { transaction in
            guard let request = try transaction.betaRequest(id), request.brandID == admin.brandID else {
                throw PlatformError.notFound("beta_request")
            }
            return try transaction.decide(request, answer, by: admin.accountID, platform: self, at: now)
        }
    }

    /// The same by a link that was mailed to an admin: whoever reads the mailbox acts for its owner. Deciding uses up every link of the request.
    /// - Throws: `PlatformError`: `beta_link_not_found`, also once the link is used or its admin is none any more; and as above.
    public func decideBetaRequest(_ id: BetaRequestID, _ answer: BetaAnswer, code: String) async throws -> BetaRequest {
        let now = time.now()
        return try await store.write { transaction in
            let (request, admin) = try transaction.betaRequest(id, code: code, at: now)
            return try transaction.decide(request, answer, by: admin, platform: self, at: now)
        }
    }
}

extension SQLTransaction {
    /// The request that a mailed link is about, and the admin who decides with it.
    /// - Throws: `beta_link_not_found`.
    func betaRequest(_ id: BetaRequestID, code: String, at time: Timestamp) throws -> (request: BetaRequest, admin: AccountID) {
        guard let link = try betaLink(digest: OpaqueSecret.digest(code)), link.requestID == id, time < link.expiresAt,
            let request = try betaRequest(id), let admin = try account(link.adminID), admin.deletedAt == nil, admin.role == .admin,
            admin.brandID == request.brandID
        else {
            throw PlatformError(.notFound, code: "beta_link_not_found", "This link has been used, or it has ended.")
        }
        return (request: request, admin: admin.id)
    }

    fileprivate func decide(
        _ request: BetaRequest, _ answer: BetaAnswer, by admin: AccountID, platform: Platform, at time: Timestamp
    ) throws -> BetaRequest {
        var request = request
        let decision: BetaRequest.Decision
        switch answer {
        case .approve:
            // A request that is decided makes no order: the order's key would only find the first one.
            guard request.state == .pending else { throw PlatformError(.decidedAlready) }
            decision = .approved(try giveBeta(to: request, by: admin, platform: platform, at: time))
        case .reject(let reason): decision = .rejected(reason.trimmed())
        }
        do throws(BetaRequest.Refusal) { try request.decide(decision, by: admin, at: time) } catch { throw PlatformError(error) }
        guard try decideBetaRequest(request) else { throw PlatformError(.decidedAlready) }
        try deleteBetaLinks(of: request.id)
        try audit(
            actor: admin.text, action: "beta_request.\(request.state.rawValue)", subject: request.id.text,
            detail: ["account": request.accountID.text, "order": request.orderID?.text ?? ""], brand: request.brandID, at: time)
        try tell(request.accountID, kind: "beta_\(request.state.rawValue)", platform: platform, at: time) { language, _ in
            request.news(in: language)
        }
        return request
    }

    /// The order of what the programme gives, which a job delivers.
    private func giveBeta(to request: BetaRequest, by admin: AccountID, platform: Platform, at time: Timestamp) throws -> OrderID {
        guard let service = platform.catalogs.catalog(for: request.brandID).betaService else {
            throw PlatformError(.forbidden, code: "beta_not_open", "The beta programme is not open.")
        }
        var order = Order(
            id: platform.newID(), brandID: request.brandID, accountID: request.accountID, currency: .usd,
            items: [
                OrderItem(
                    position: 0, serviceID: service.id, name: service.name, quantity: 1, unitPrice: .zero(.usd), unitRewardBase: 0,
                    fulfilment: service.fulfilment)
            ], placedAt: time)
        try order.apply(.paymentSucceeded, at: time)
        try insertOrder(order, idempotencyKey: "beta:\(request.id)", actor: admin.text, reason: "beta programme")
        try enqueue(NewJob(kind: "fulfil_order", key: order.id.text, payload: OrderJob(order: order.id)), at: time)
        return order.id
    }
}

extension BetaRequest {
    fileprivate func news(in language: Language) -> News {
        guard let reason else {
            return News(title: language.message("beta.approved.title"), paragraphs: [language.message("beta.approved.text")])
        }
        return News(
            title: language.message("beta.rejected.title"),
            paragraphs: [
                language.message("beta.rejected.text"), language.message("beta.rejected.reason", ["reason": reason]),
                language.message("beta.rejected.again"),
            ])
    }
}
