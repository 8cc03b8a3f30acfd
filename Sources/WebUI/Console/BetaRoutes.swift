import HTTPAPI
import Platform
import Subscribers
import Telecom

enum ConsoleBetaRoutes {
    static let endpoints: [Endpoint] = [list, show, approve, reject]
    private static let size = 50
    private static let request = Parameter.id("beta_request_id", Noun.BetaRequest.self, "The request.")

    static let list = Endpoint.consolePage(
        "/console/beta", "showConsoleBeta", "List who asks to join the beta programme",
        parameters: [
            .query("state", .oneOf(BetaRequest.State.self), "Those that wait unless given."),
            .query("before", .id(Noun.BetaRequest.self), "The request to go on behind."),
        ]
    ) { page, call in
        let state = call.text("state").flatMap(BetaRequest.State.init(rawValue:)) ?? .pending
        let applications = try await call.platform.betaRequests(
            in: state, before: call.text("before").flatMap { BetaRequestID($0) }, limit: size, as: page.principal)
        let last = applications.count == size ? applications.last?.request.id.text : nil
        let next = nextPage("/console/beta", [("state", state.rawValue)], before: last)
        return page.content(.beta, ConsoleBetaPage(applications, state: state, next: next, menu: page.menu(.beta), in: page.language))
    }

    static let show = Endpoint.consolePage(
        "/console/beta/{beta_request_id}", "showConsoleBetaRequest", "Show a request, to be decided", parameters: [request]
    ) { page, call in
        try await page.betaRequest()
    }

    static let approve = Endpoint.consoleForm(
        "/console/beta/{beta_request_id}/approval", "approveBetaByForm", "Approve a request", parameters: [request],
        input: BetaSureForm.self
    ) { page, call, _ in
        _ = try await call.platform.decideBetaRequest(call.id("beta_request_id"), .approve, as: page.principal)
        return .seeOther("/console/beta", done: "beta_approved")
    }

    static let reject = Endpoint.consoleForm(
        "/console/beta/{beta_request_id}/rejection", "rejectBetaInConsole", "Reject a request", parameters: [request],
        input: BetaReasonForm.self
    ) { page, call, form in
        do {
            _ = try await call.platform.decideBetaRequest(
                call.id("beta_request_id"), .reject(reason: form.reason), as: page.principal)
        } catch let error as PlatformError where error.code == "invalid_reason" {
            var content = try await page.betaRequest(typed: (reason: form.reason, problem: page.language.refusal(error)))
            content.status = .unprocessableContent
            return content
        }
        return .seeOther("/console/beta", done: "beta_rejected")
    }
}

extension ConsolePage {
    fileprivate func betaRequest(typed: (reason: String, problem: String)? = nil) async throws -> Content {
        let (application, history) = try await call.platform.betaRequest(call.id("beta_request_id"), as: principal)
        return content(
            .beta,
            ConsoleBetaRequestPage(
                application, history: history, typed: typed, menu: menu(.beta), reader: principal, in: language))
    }
}

struct BetaSureForm: ConsoleForm {
    let formToken: String
    let sure: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("sure", .oneOf(["yes"]))])
}

struct BetaReasonForm: ConsoleForm {
    let formToken: String
    let reason: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("reason", .text(0...500))])
}
