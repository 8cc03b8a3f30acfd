import Platform
import Subscribers
import Telecom

/// The beta programme: in the shapes that its clients know, and for staff. Who asks is proved by their token; a UID or an address in the
/// request is accepted and not believed. Admins decide here, in the console, or by the link in their mail (`/api/beta-approve/…`, a page).
enum BetaRoutes {
    static let endpoints: [Endpoint] = [request, status, phoneNumbers, list, approve, reject, resinKeys]

    private static let uid: [Parameter] = [
        .query("firebase_uid", .text(0...128), "Accepted and not believed: the token says who you are."),
        .query("firebaseUid", .text(0...128), "The same."),
    ]
    private static let betaRequestID = Parameter.id("beta_request_id", Noun.BetaRequest.self, "The request.")
    private static let notOpen = Endpoint.DocumentedError(403, "beta_not_open", "The brand has no beta programme.")
    private static let decided = Endpoint.DocumentedError(409, "beta_request_decided", "It is decided already.")

    static let request = Endpoint(
        .post, "/api/beta-request", "requestBeta", tag: "Beta", "Ask to join the beta programme",
        description: "One request is open at a time; after a rejection you may ask again. The brand's admins are mailed a link to decide.",
        access: .signedIn, input: BetaRequestBody.self, output: BetaRequestedBody.self,
        errors: [
            notOpen, .init(403, "email_not_verified", "Your address is not confirmed."),
            .init(409, "beta_request_open", "You have asked already."), .init(409, "beta_joined", "You are in the programme already."),
        ], errorFormat: .beta
    ) { call, _ in
        let (request, isMailed) = try await call.platform.requestBeta(as: try call.principal)
        return BetaRequestedBody(
            success: true, requestID: request.id, message: "Your request was received. You will be told when it is decided.",
            emailSent: isMailed)
    }

    static let status = Endpoint(
        .get, "/api/beta-status", "getBetaStatus", tag: "Beta", "Get the state of your request",
        description: "Of the newest one. `phone_number` is known once the line is set up.", access: .signedIn, parameters: uid,
        output: BetaStatusBody.self, errorFormat: .beta
    ) { call in BetaStatusBody(try await call.platform.betaStanding(of: try call.principal)) }

    static let phoneNumbers = Endpoint(
        .get, "/api/user-phone-numbers", "listBetaPhoneNumbers", tag: "Beta", "Get the number of an approved request",
        description: "Empty until the line is set up. The numbers of all your lines are under `/v1/lines`.",
        access: .signedIn, parameters: uid, output: BetaPhoneNumbersBody.self,
        errors: [.init(403, "beta_not_approved", "Your request is not approved, or you have made none.")], errorFormat: .beta
    ) { call in
        let standing = try await call.platform.betaStanding(of: try call.principal)
        guard standing.request?.state == .approved else {
            throw PlatformError(.forbidden, code: "beta_not_approved", "You have no approved request.")
        }
        return try BetaPhoneNumbersBody(standing)
    }

    static let resinKeys = Endpoint(
        .get, "/v1/resin/keys", "listResinKeys", tag: "Beta", "List the keys of RESIN records",
        description: "A JSON Web Key Set (RFC 7517). A record is checked by the key of its `key_id` without asking anybody.",
        access: .anyone,
        output: ResinKeysBody.self
    ) { call in ResinKeysBody(try call.platform.masterKey.resinKeys()) }

    static let list = Endpoint(
        .get, "/v1/admin/beta-requests", "listBetaRequests", tag: "Beta", "List the brand's requests, the newest first",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: .page + [.query("state", .oneOf(BetaRequest.State.self), "`pending` unless given.")],
        output: Page<BetaApplicationBody>.self
    ) { call in
        let page = try call.pageRequest
        let rows = try await call.platform.betaRequests(
            in: call.text("state").flatMap(BetaRequest.State.init(rawValue:)) ?? .pending,
            before: page.after.flatMap { BetaRequestID($0) }, limit: page.fetchLimit, as: try call.principal)
        return page.page(rows, key: \.request.id.text) { BetaApplicationBody($0.request) }
    }

    static let approve = Endpoint(
        .post, "/v1/admin/beta-requests/{beta_request_id}/approval", "approveBetaRequest", tag: "Beta", "Approve a request",
        description: "Gives the person the beta service for nothing, as an order of no price, once.",
        access: .role(.admin, scope: "admin:write"), parameters: [betaRequestID], output: BetaApplicationBody.self,
        errors: [decided, notOpen]
    ) { call in
        BetaApplicationBody(
            try await call.platform.decideBetaRequest(try call.id("beta_request_id"), .approve, as: try call.principal))
    }

    static let reject = Endpoint(
        .post, "/v1/admin/beta-requests/{beta_request_id}/rejection", "rejectBetaRequest", tag: "Beta", "Reject a request",
        description: "The person is told the reason and may ask again.", access: .role(.admin, scope: "admin:write"),
        parameters: [betaRequestID], input: BetaRejectionBody.self, output: BetaApplicationBody.self, errors: [decided]
    ) { call, input in
        BetaApplicationBody(
            try await call.platform.decideBetaRequest(
                try call.id("beta_request_id"), .reject(reason: input.reason), as: try call.principal))
    }
}

extension ErrorFormat {
    /// `{"success":false,"error":"…"}` with the stable code and the request id beside it.
    static let beta = ErrorFormat(
        schemaName: "BetaError",
        schema: .object([
            .required("success", .boolean), .required("error", .prose(1...1000), "For people."),
            .required("code", .text(1...64), "A stable word for programs."), .required("request_id", .text(1...64)),
        ])
    ) { refusal, requestID in
        ["success": false, "error": .string(refusal.message), "code": .string(refusal.code), "request_id": .string(requestID)]
    }
}
