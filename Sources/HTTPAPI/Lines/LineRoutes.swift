import Platform
import Subscribers
import Telecom

enum LineRoutes {
    static let endpoints: [Endpoint] = [list, get, rename, codePNG, codeSVG, suspend, resume, terminate, history]

    static let list = Endpoint(
        .get, "/v1/lines", "listLines", tag: "Lines", "List your lines", description: "Oldest first, ended ones too.",
        access: .signedIn(scope: "lines:read"), parameters: .page, output: Page<LineBody>.self
    ) { call in
        let page = try call.pageRequest
        let principal = try call.principal
        let after = page.after.flatMap { LineID($0) }
        let lines = try await call.platform.lines(of: principal.accountID, after: after, limit: page.fetchLimit)
        return page.page(lines, key: \.id.text) { LineBody($0, for: principal) }
    }

    static let get = Endpoint(
        .get, "/v1/lines/{line_id}", "getLine", tag: "Lines", "Get a line", access: .signedIn(scope: "lines:read"), parameters: [.line],
        output: LineBody.self
    ) { call in
        let principal = try call.principal
        return LineBody(try await call.platform.line(try call.id("line_id"), for: principal), for: principal)
    }

    static let rename = Endpoint(
        .patch, "/v1/lines/{line_id}", "renameLine", tag: "Lines", "Name a line", access: .signedIn(scope: "lines:write"),
        parameters: [.line], input: LineNameBody.self, output: LineBody.self
    ) { call, input in
        let principal = try call.principal
        return LineBody(try await call.platform.renameLine(try call.id("line_id"), to: input.name, by: principal), for: principal)
    }

    static let codePNG = Endpoint(
        .get, "/v1/lines/{line_id}/activation-code.png", "getActivationCodePNG", tag: "Lines", "Get the activation code as a QR in PNG",
        description: "Scan it with the device that shall have the line. Only the owner gets it.", access: .signedIn(scope: "lines:read"),
        parameters: [.line], produces: ["image/png"], errors: [.noActivationCode]
    ) { call in
        let code = try await call.platform.activationCodeQR(of: try call.id("line_id"), for: try call.principal)
        return Content("image/png", .init(bytes: code.png()))
    }

    static let codeSVG = Endpoint(
        .get, "/v1/lines/{line_id}/activation-code.svg", "getActivationCodeSVG", tag: "Lines", "Get the activation code as a QR in SVG",
        description: "Scan it with the device that shall have the line. Only the owner gets it.", access: .signedIn(scope: "lines:read"),
        parameters: [.line], produces: ["image/svg+xml"], errors: [.noActivationCode]
    ) { call in
        let code = try await call.platform.activationCodeQR(of: try call.id("line_id"), for: try call.principal)
        return Content("image/svg+xml", code.svg)
    }

    static let suspend = Endpoint(
        .post, "/v1/lines/{line_id}/suspension", "suspendLine", tag: "Lines", "Suspend a line, such as that of a lost phone",
        description: "It uses no data from then on. A reason that holds already changes nothing.", access: .signedIn(scope: "lines:write"),
        parameters: [.line], input: SuspensionBody.self, output: LineBody.self, errors: [.lineState, .suspensionReason]
    ) { call, input in
        let principal = try call.principal
        let line = try await call.platform.suspendLine(
            try call.id("line_id"), reason: input.reason, note: input.note, by: principal)
        return LineBody(line, for: principal)
    }

    static let resume = Endpoint(
        .delete, "/v1/lines/{line_id}/suspension", "resumeLine", tag: "Lines", "Lift the suspension of a line",
        description: "Lifts every reason that is yours to lift, or the one that is given. The line stays suspended while another holds.",
        access: .signedIn(scope: "lines:write"),
        parameters: [.line, .query("reason", .oneOf(SuspensionReason.self), "The one to lift; all that you may, unless given.")],
        output: LineBody.self, errors: [.lineState, .suspensionReason]
    ) { call in
        let principal = try call.principal
        let reason = call.text("reason").flatMap { SuspensionReason(rawValue: $0) }
        return LineBody(try await call.platform.resumeLine(try call.id("line_id"), reason: reason, by: principal), for: principal)
    }

    static let terminate = Endpoint(
        .post, "/v1/lines/{line_id}/termination", "terminateLine", tag: "Lines", "End a line for ever",
        description: "Its number rests for 90 days before somebody else may get it; its SIM profile is never used again.",
        access: .signedIn(scope: "lines:write"), parameters: [.line], input: TerminationBody.self, output: LineBody.self,
        errors: [.lineState]
    ) { call, input in
        let principal = try call.principal
        return LineBody(try await call.platform.terminateLine(try call.id("line_id"), note: input.note, by: principal), for: principal)
    }

    static let history = Endpoint(
        .get, "/v1/admin/lines/{line_id}", "getLineHistory", tag: "Lines", "Get a line with every change of its state",
        access: .role(.support, .admin, scope: "lines:admin"), parameters: [.line], output: LineHistoryBody.self
    ) { call in
        let principal = try call.principal
        let (line, transitions) = try await call.platform.lineHistory(try call.id("line_id"), for: principal)
        return LineHistoryBody(
            line: LineBody(line, for: principal), accountID: line.accountID, imsi: line.imsi,
            transitions: transitions.map { LineTransitionBody($0) })
    }
}

extension Parameter {
    fileprivate static let line = id("line_id", Noun.Line.self, "The line.")
}

extension Endpoint.DocumentedError {
    fileprivate static let lineState = Self(409, "line_state", "The state that the line is in does not allow it.")
    fileprivate static let suspensionReason = Self(403, "suspension_reason", "The reason is not yours to give or to lift.")
    fileprivate static let noActivationCode = Self(404, "activation_code_not_found", "The line has no activation code yet, or has ended.")
}
