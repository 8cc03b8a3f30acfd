import HTTPAPI
import Platform
import Subscribers
import Telecom

/// Asking to join the beta programme, and where the link in an admin's mail leads. The GET shows the request; the POST decides.
enum BetaPageRoutes {
    static let endpoints: [Endpoint] = [ask, showApproval, showRejection, approve, reject].map { $0.asPage() }

    static let ask = Endpoint(
        .post, "/account/beta", "requestBetaByForm", tag: "Pages", "Ask to join the beta programme", access: .signedIn,
        input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        do {
            _ = try await call.platform.requestBeta(as: call.principal)
        } catch let error as PlatformError where error.code == "beta_request_open" || error.code == "beta_joined" {
            // A form that is sent twice asks once; the account's page says how it stands.
        }
        return .seeOther("/account", done: "beta_requested")
    }

    private static let link: [Parameter] = [
        .id("beta_request_id", Noun.BetaRequest.self, "The request."), .query("code", .text(0...100), "The link's secret."),
    ]

    static let showApproval = Endpoint(
        .get, "/api/beta-approve/{beta_request_id}", "showBetaApproval", tag: "Pages", "Show a request that a link approves",
        access: .anyone, parameters: link, produces: ["text/html"], content: show)

    static let showRejection = Endpoint(
        .get, "/api/beta-reject/{beta_request_id}", "showBetaRejection", tag: "Pages", "Show a request that a link rejects",
        access: .anyone, parameters: link, produces: ["text/html"], content: show)

    @Sendable private static func show(_ call: Call) async throws -> Content {
        try await call.decisionPage(code: call.text("code") ?? "").content()
    }

    static let approve = Endpoint(
        .post, "/api/beta-approve/{beta_request_id}", "approveBetaByLink", tag: "Pages", "Approve a request by a mailed link",
        access: .anyone, parameters: [link[0]], input: BetaApprovalForm.self, inputForm: .urlEncoded, produces: ["text/html"],
        isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        _ = try await call.platform.decideBetaRequest(call.id("beta_request_id"), .approve, code: form.code)
        return call.decided("approved").content()
    }

    static let reject = Endpoint(
        .post, "/api/beta-reject/{beta_request_id}", "rejectBetaByLink", tag: "Pages", "Reject a request by a mailed link",
        access: .anyone, parameters: [link[0]], input: BetaRejectionForm.self, inputForm: .urlEncoded, produces: ["text/html"],
        isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        do {
            _ = try await call.platform.decideBetaRequest(
                call.id("beta_request_id"), .reject(reason: form.reason), code: form.code)
        } catch let error as PlatformError where error.code == "invalid_reason" {
            return try await call.decisionPage(code: form.code, reason: form.reason, problem: call.language.refusal(error))
                .content(status: .unprocessableContent)
        }
        return call.decided("rejected").content()
    }
}

struct BetaApprovalForm: APIBody {
    let formToken: String
    let code: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("code", .text(1...100))])
}

struct BetaRejectionForm: APIBody {
    let formToken: String
    let code: String
    let reason: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("code", .text(1...100)), .required("reason", .text(0...500)),
    ])
}

/// Asks an admin, who came by a mailed link, what to say to a request.
struct BetaDecisionPage {
    let id: String
    let code: String
    let person: String
    let requested: String
    let reason: Field
}

extension Call {
    fileprivate func decisionPage(code: String, reason: String? = nil, problem: String? = nil) async throws -> Page<BetaDecisionPage> {
        let application = try await platform.betaRequest(id("beta_request_id"), code: code)
        let account = application.account
        return page(
            language.text("beta.decision.heading"), hasForm: true,
            BetaDecisionPage(
                id: application.request.id.text, code: code,
                person: [account.displayName, account.email?.text].compactMap(\.self).joined(separator: ", "),
                requested: language.dayAndMinute(application.request.requestedAt),
                reason: .betaReason(value: reason, problem: problem, in: language)))
    }

    fileprivate func decided(_ word: String) -> Page<NoticePage> {
        page(
            language.text("beta.state.\(word)"),
            NoticePage(
                heading: language.text("beta.state.\(word)"), message: language.text("beta.decision.\(word)"), link: "/console/beta",
                label: language.text("beta.decision.queue")))
    }
}

extension Field {
    /// Why somebody is not taken into the programme, in words for them.
    static func betaReason(value: String? = nil, problem: String? = nil, in language: Language) -> Field {
        Field(
            "reason", language.text("beta.decision.reason"), value: value, hint: language.text("beta.decision.reason_hint"),
            problem: problem, maxLength: 500)
    }
}
