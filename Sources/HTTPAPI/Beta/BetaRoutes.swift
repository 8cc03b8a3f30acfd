import Platform
import Telecom

/// The beta programme's five endpoints, in the shapes that their clients know. Who asks is proved by their token; a UID in the request is accepted
/// and not believed. The programme is not open: what would need it is refused, and nothing is recorded.
enum BetaRoutes {
    static let endpoints: [Endpoint] = [request, approve, reject, status, phoneNumbers]

    private static let requestID = Parameter.path("request_id", .text(1...64), "The request.")
    private static let uid: [Parameter] = [
        .query("firebase_uid", .text(0...128), "Accepted and not believed: the token says who you are."),
        .query("firebaseUid", .text(0...128), "The same."),
    ]
    private static let notOpen = Endpoint.DocumentedError(403, "beta_not_open", "The beta programme is not open.")

    static let request = Endpoint(
        .post, "/api/beta-request", "requestBeta", tag: "Beta", "Ask to join the beta programme",
        description: "The programme is not open yet: every request is refused.", access: .signedIn, input: BetaRequestBody.self,
        output: BetaRequestedBody.self, errors: [notOpen], errorFormat: .beta
    ) { _, _ in throw PlatformError.betaNotOpen }

    static let approve = Endpoint(
        .get, "/api/beta-approve/{request_id}", "approveBetaRequest", tag: "Beta", "Approve a request",
        description: "The programme is not open yet: every approval is refused.", access: .signedIn, parameters: [requestID],
        produces: ["text/html"], errors: [notOpen], errorFormat: .beta
    ) { _ in throw PlatformError.betaNotOpen }

    static let reject = Endpoint(
        .get, "/api/beta-reject/{request_id}", "rejectBetaRequest", tag: "Beta", "Reject a request",
        description: "The programme is not open yet: every rejection is refused.", access: .signedIn,
        parameters: [requestID, .query("reason", .text(0...500), "Why.")], produces: ["text/html"], errors: [notOpen], errorFormat: .beta
    ) { _ in throw PlatformError.betaNotOpen }

    static let status = Endpoint(
        .get, "/api/beta-status", "getBetaStatus", tag: "Beta", "Get the state of your request",
        description: "While the programme is not open nobody has a request.", access: .signedIn, parameters: uid,
        output: BetaStatusBody.self, errorFormat: .beta
    ) { _ in BetaStatusBody(hasRequest: false, status: .none) }

    static let phoneNumbers = Endpoint(
        .get, "/api/user-phone-numbers", "listBetaPhoneNumbers", tag: "Beta", "Get the numbers of an approved request",
        description: "Nobody's request is approved while the programme is not open. The numbers of your lines are under `/v1/lines`.",
        access: .signedIn, parameters: uid, output: BetaPhoneNumbersBody.self, errors: [notOpen], errorFormat: .beta
    ) { _ in throw PlatformError.betaNotOpen }
}

struct BetaRequestBody: APIBody {
    let email: String?
    let firebaseUID: String?
    let name: String?

    static let schema = JSONSchema.object([
        .optional("email", .email), .optional("firebase_uid", .text(0...128), "Accepted and not believed."),
        .optional("name", .text(0...200)),
    ])
}

struct BetaRequestedBody: APIBody {
    let success: Bool
    let requestID: String
    let message: String
    let emailSent: Bool

    static let schema = JSONSchema.object([
        .required("success", .boolean), .required("request_id", .text(1...64)), .required("message", .text(0...500)),
        .required("email_sent", .boolean),
    ])
}

struct BetaStatusBody: APIBody {
    enum Status: String, CaseIterable, Codable, Sendable { case none, pending, approved, rejected }

    let hasRequest: Bool
    let status: Status

    static let schema = JSONSchema.object([.required("has_request", .boolean), .required("status", .oneOf(Status.self))])
}

struct BetaPhoneNumbersBody: APIBody {
    struct Entry: Codable, Sendable {
        let number: String
    }

    let success: Bool
    let phoneNumbers: [Entry]

    static let schema = JSONSchema.object([
        .required("success", .boolean),
        .required("phone_numbers", .array(of: .object([.required("number", .text(1...20))]), count: 0...100)),
    ])
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

extension PlatformError {
    fileprivate static let betaNotOpen = PlatformError(.forbidden, code: "beta_not_open", "The beta programme is not open.")
}
