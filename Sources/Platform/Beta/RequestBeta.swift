import Catalog
import Store
import Subscribers
import Telecom

extension Platform {
    /// Asks to join the beta programme, and mails every admin of the brand (twenty at most) a link of their own to decide.
    /// - Returns: the request, and whether an admin could be mailed; one that nobody was mailed of stands in the console's queue all the same.
    /// - Throws: `PlatformError`: `.forbidden` with `beta_not_open` where the brand has no beta programme, or `email_not_verified`;
    ///   `.conflict` with `beta_request_open` or `beta_joined`.
    public func requestBeta(as principal: Principal) async throws -> (request: BetaRequest, isMailed: Bool) {
        guard catalogs.catalog(for: principal.brandID).betaService != nil else {
            throw PlatformError(.forbidden, code: "beta_not_open", "The beta programme is not open.")
        }
        let now = time.now()
        let request = BetaRequest(id: newID(), brandID: principal.brandID, accountID: principal.accountID, requestedAt: now)
        return try await store.write { transaction in
            guard let account = try transaction.account(principal.accountID), account.deletedAt == nil else {
                throw PlatformError.notFound("account")
            }
            guard account.isEmailVerified, account.email != nil else {
                throw PlatformError(.forbidden, code: "email_not_verified", "Confirm your e-mail address first.")
            }
            let newest = try transaction.newestBetaRequest(of: account.id)
            do throws(BetaRequest.Refusal) { try BetaRequest.checkMayAsk(after: newest) } catch { throw PlatformError(error) }
            try transaction.insertBetaRequest(request)
            try transaction.audit(
                actor: account.id.text, action: "beta_request.made", subject: request.id.text, brand: request.brandID, at: now)
            let admins = try transaction.reachableAdmins(of: request.brandID, limit: 20)
            for admin in admins { try transaction.mailBetaLink(request, of: account, to: admin, platform: self, at: now) }
            return (request: request, isMailed: !admins.isEmpty)
        }
    }
}

extension Catalog {
    /// What who joins the beta programme is given; `nil` where the brand has none.
    public var betaService: Service? { services.first { $0.kind == .betaProgram && $0.isSold } }
}

extension SQLTransaction {
    fileprivate func mailBetaLink(
        _ request: BetaRequest, of person: Account, to admin: Account, platform: Platform, at time: Timestamp
    ) throws {
        guard let email = admin.email else { return }
        let secret = OpaqueSecret(platform.randomness)
        try insertBetaLink(
            BetaLink(requestID: request.id, adminID: admin.id, expiresAt: time.adding(days: BetaRequest.linkDays)), digest: secret.digest)
        let language = Language(of: admin.language)
        let who = [person.displayName, person.email?.text].compactMap(\.self).joined(separator: ", ")
        let text = MailText(
            kind: "beta_request", language: language, subject: language.message("beta.request.subject"),
            paragraphs: [
                language.message("beta.request.text", ["who": who, "brand": try brandName(request.brandID)]),
                language.message("beta.request.validity", count: BetaRequest.linkDays),
            ],
            link: MailText.Link(
                label: language.message("beta.request.label"),
                url: "\(platform.publicURL)/api/beta-approve/\(request.id)?code=\(secret.text)"),
            note: language.message("beta.request.note"))
        try postMail(text.mail(id: platform.newID(), to: email, account: admin.id, brand: admin.brandID, at: time))
    }
}

extension PlatformError {
    init(_ refusal: BetaRequest.Refusal) {
        switch refusal {
        case .pendingAlready:
            self.init(.conflict, code: "beta_request_open", "You have asked already. You will be told when it is decided.")
        case .approvedAlready: self.init(.conflict, code: "beta_joined", "You are in the beta programme already.")
        case .decidedAlready: self.init(.conflict, code: "beta_request_decided", "This request is decided already.")
        case .reasonOutOfRange:
            self.init(.invalid, code: "invalid_reason", "A reason has 1 to 500 characters.", parameter: "reason")
        }
    }
}
