import HTTPAPI
import Platform
import Telecom

/// Where mailed links lead. The GET shows what will happen; the POST does it.
enum MailedLinkRoutes {
    static let endpoints: [Endpoint] = [show.asPage(), act.asPage()]

    static let show = Endpoint(
        .get, "/auth/action", "showMailedLink", tag: "Pages", "Show what a mailed link will do", access: .anyone,
        parameters: [
            .query("mode", .oneOf(Mode.self), "What the link is for.", isRequired: true),
            .query("oobCode", .text(1...100), "The link's secret.", isRequired: true),
            .query("email", .text(0...254), "The address that it was mailed to."),
            .query("continueUrl", .text(0...2000), "Where to go afterwards, on this site."),
        ], produces: ["text/html"]
    ) { call in
        let mode = call.text("mode").flatMap(Mode.init(rawValue:)) ?? .signIn
        return call.linkPage(mode, code: call.text("oobCode") ?? "", email: call.text("email") ?? "", then: call.continuation).content()
    }

    static let act = Endpoint(
        .post, "/auth/action", "followMailedLink", tag: "Pages", "Do what a mailed link is for", access: .anyone,
        input: MailedLinkForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let then = Destination(form.then ?? "")
        do {
            switch form.mode {
            case .signIn:
                return try await call.startSession(call.directory.signIn(email: form.email ?? "", code: form.code), then: then)
            case .verifyEmail:
                _ = try await call.directory.verifyEmail(code: form.code)
                return call.page(
                    call.language.text("mailed_link.confirmed.title"),
                    NoticePage(
                        heading: call.language.text("mailed_link.confirmed.heading"),
                        message: call.language.text("mailed_link.confirmed.message"), link: then.path,
                        label: call.language.text("mailed_link.confirmed.button"))
                ).content()
            case .resetPassword:
                _ = try await call.directory.resetPassword(code: form.code, newPassword: form.password ?? "")
                return call.page(
                    call.language.text("mailed_link.changed.title"),
                    NoticePage(
                        heading: call.language.text("mailed_link.changed.heading"),
                        message: call.language.text("mailed_link.changed.message"), link: "/sign-in",
                        label: call.language.text("frame.sign_in"))
                ).content()
            }
        } catch let error as DirectoryError {
            return call.linkPage(form.mode, code: form.code, email: form.email ?? "", then: then, refusal: error)
                .content(status: .unprocessableContent)
        }
    }

    /// The purposes of mailed links, by the words of the Identity Toolkit.
    enum Mode: String, CaseIterable, Codable, Sendable {
        case signIn, verifyEmail, resetPassword
    }
}

struct MailedLinkForm: APIBody {
    let formToken: String
    let mode: MailedLinkRoutes.Mode
    let code: String
    let then: String?
    let email: String?
    let password: String?

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("mode", .oneOf(MailedLinkRoutes.Mode.self)), .required("code", .text(1...100)),
        .optional("then", .text(0...500)), .optional("email", .text(0...254)), .optional("password", .prose(0...1024)),
    ])
}

extension Call {
    /// The path within this site that a link goes on to.
    fileprivate var continuation: Destination {
        let url = text("continueUrl") ?? ""
        return url.hasPrefix(platform.publicURL + "/") ? Destination(String(url.dropFirst(platform.publicURL.count))) : .account
    }

    fileprivate func linkPage(
        _ mode: MailedLinkRoutes.Mode, code: String, email: String, then: Destination, refusal: DirectoryError? = nil
    ) -> Page<MailedLinkPage> {
        let (heading, button) =
            switch mode {
            case .signIn: (language.text("mailed_link.sign_in.heading"), language.text("mailed_link.sign_in.button"))
            case .verifyEmail: (language.text("mailed_link.verify.heading"), language.text("mailed_link.verify.button"))
            case .resetPassword: (language.text("mailed_link.reset.heading"), language.text("mailed_link.reset.button"))
            }
        let problem = refusal.map(language.refusal)
        let isOfPassword = [.missingPassword, .weakPassword].contains(refusal)
        let address =
            mode == .signIn
            ? Field("email", language.text("mailed_link.sign_in.email"), .email, value: email, autocomplete: "email", maxLength: 254) : nil
        let password = mode == .resetPassword ? Field.newPassword(problem: isOfPassword ? problem : nil, in: language) : nil
        return page(
            heading, hasForm: true,
            MailedLinkPage(
                mode: mode.rawValue, code: code, then: then.path, heading: heading, button: button, email: address, password: password,
                problem: isOfPassword ? nil : problem))
    }
}
