import HTTPAPI
import Platform
import Subscribers
import Telecom

/// A person's lines.
enum LinePageRoutes {
    static let endpoints: [Endpoint] = [list, show, rename, suspend, resume].map { $0.asPage() }

    static let list = Endpoint(
        .get, "/lines", "showLines", tag: "Pages", "Show one's lines", access: .signedIn, parameters: [.done], produces: ["text/html"]
    ) { call in
        let lines = try await call.platform.lines(of: call.accountID)
        return call.page(call.language.text("lines.title"), at: .lines, note: call.note, LinesPage(lines, in: call.language)).content()
    }

    static let show = Endpoint(
        .get, "/lines/{line_id}", "showLine", tag: "Pages", "Show a line", access: .signedIn, parameters: [.line, .usageSpan, .done],
        produces: ["text/html"]
    ) { call in
        try await call.linePage(call.ownLine()).content()
    }

    static let rename = Endpoint(
        .post, "/lines/{line_id}/name", "renameLineByForm", tag: "Pages", "Name a line", access: .signedIn, parameters: [.line],
        input: LineNameForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let line = try await call.ownLine()
        do {
            try await call.platform.renameLine(line.id, to: form.name, by: call.principal)
        } catch let error as PlatformError where error.kind == .invalid {
            return try await call.linePage(line, nameProblem: call.language.text("lines.name_problem"), typedName: form.name)
                .content(status: .unprocessableContent)
        }
        return .seeOther("/lines/\(line.id)", done: "line_renamed")
    }

    static let suspend = Endpoint(
        .post, "/lines/{line_id}/suspension", "suspendLineByForm", tag: "Pages", "Suspend a line", access: .signedIn, parameters: [.line],
        input: SuspensionForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let line = try await call.ownLine()
        try await call.platform.suspendLine(line.id, reason: form.reason, by: call.principal)
        return .seeOther("/lines/\(line.id)", done: "line_suspended")
    }

    static let resume = Endpoint(
        .post, "/lines/{line_id}/resumption", "resumeLineByForm", tag: "Pages", "Take a line back into use", access: .signedIn,
        parameters: [.line], input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let line = try await call.ownLine()
        try await call.platform.resumeLine(line.id, by: call.principal)
        return .seeOther("/lines/\(line.id)", done: "line_resumed")
    }
}

struct LineNameForm: APIBody {
    let formToken: String
    let name: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("name", .text(0...200))])
}

struct SuspensionForm: APIBody {
    let formToken: String
    let reason: SuspensionReason

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("reason", .oneOf(SuspensionReason.self))])
}

extension Parameter {
    fileprivate static let line = id("line_id", Noun.Line.self, "The line.")
}

extension Call {
    /// The line of the path, if it is the caller's own: the staff looks at other people's lines in the console.
    fileprivate func ownLine() async throws -> Line {
        let line = try await platform.line(id("line_id"), for: principal)
        guard try line.accountID == accountID else { throw PlatformError.notFound("line") }
        return line
    }

    fileprivate func linePage(_ line: Line, nameProblem: String? = nil, typedName: String? = nil) async throws -> Page<LinePage> {
        let span = usageSpan
        var usage: UsageChart?
        if line.activatedAt != nil {
            usage = UsageChart(
                try await platform.usage(of: [line], account: accountID, over: span), over: span, path: "/lines/\(line.id)", in: language)
        }
        let model = LinePage(line, usage: usage, nameProblem: nameProblem, typedName: typedName, in: language)
        return page(model.title, at: .lines, note: note, model)
    }
}
