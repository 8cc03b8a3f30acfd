import HTTPAPI
import Platform
import Subscribers
import Telecom

/// Joining, signing in and signing out in a browser.
enum SignInRoutes {
    static let endpoints: [Endpoint] = [
        showSignUp, signUp, showSignIn, signIn, mailLink, signOut,
    ].map { $0.asPage() }

    static let showSignUp = Endpoint(
        .get, "/sign-up", "showSignUp", tag: "Pages", "Show the form to join", access: .anyone, parameters: [.then], produces: ["text/html"]
    ) { call in
        call.signUpPage(then: Destination(call.text("then") ?? "")).content()
    }

    static let signUp = Endpoint(
        .post, "/sign-up", "joinByForm", tag: "Pages", "Join with an address and a password", access: .anyone,
        input: CredentialsForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let then = Destination(form.then ?? "")
        do {
            let directory = try call.directory
            let person = try await directory.signUp(
                email: form.email, password: form.password, displayName: nil, client: call.clientAddress)
            let answer = try await call.startSession(person, then: then)
            // The welcome does not wait for it, and a mailbox that has had its share of mails gets no more.
            try? await directory.mailLink(
                .verifyEmail, email: form.email, continueURL: nil, brand: call.brandID, language: call.language,
                client: call.clientAddress)
            return answer
        } catch let error as DirectoryError {
            return call.signUpPage(then: then, email: form.email, refusal: error).content(status: .unprocessableContent)
        }
    }

    static let showSignIn = Endpoint(
        .get, "/sign-in", "showSignIn", tag: "Pages", "Show the form to sign in", access: .anyone, parameters: [.then],
        produces: ["text/html"]
    ) { call in
        call.signInPage(SignInPage(then: Destination(call.text("then") ?? "").path, in: call.language)).content()
    }

    static let signIn = Endpoint(
        .post, "/sign-in", "signInByForm", tag: "Pages", "Sign in with a password", access: .anyone,
        input: CredentialsForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let then = Destination(form.then ?? "")
        do {
            let person = try await call.directory.signIn(email: form.email, password: form.password, client: call.clientAddress)
            return try await call.startSession(person, then: then)
        } catch let error as DirectoryError {
            let page = SignInPage(then: then.path, email: form.email, problem: call.language.refusal(error), in: call.language)
            return call.signInPage(page).content(status: .unprocessableContent)
        }
    }

    static let mailLink = Endpoint(
        .post, "/sign-in/link", "mailSignInLink", tag: "Pages", "Mail a link that signs in", access: .anyone,
        input: AddressForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let (notice, problem): (String?, String?)
        do {
            try await call.directory.mailLink(
                .signIn, email: form.email, continueURL: nil, brand: call.brandID, language: call.language,
                client: call.clientAddress)
            (notice, problem) = (call.language.text("sign_in.link.sent", ["email": form.email]), nil)
        } catch let error as DirectoryError {
            (notice, problem) = (nil, call.language.refusal(error))
        }
        let page = SignInPage(
            then: Destination.account.path, email: form.email, problem: problem, notice: notice, isLinkOpen: true, in: call.language)
        return call.signInPage(page).content(status: problem == nil ? .ok : .unprocessableContent)
    }

    static let signOut = Endpoint(
        .post, "/sign-out", "signOut", tag: "Pages", "Sign out of this browser", access: .signedIn,
        input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let principal = try call.principal
        if let session = principal.sessionID { try await call.platform.endSession(session, as: principal) }
        call.addHeader(.setCookie, call.cookie(Credential.sessionCookie, "", maxAgeSeconds: 0))
        return .seeOther("/")
    }
}

/// An e-mail address and a password.
struct CredentialsForm: APIBody {
    let formToken: String
    let then: String?
    let email: String
    let password: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .optional("then", .text(0...500)), .required("email", .text(0...254)),
        .required("password", .prose(0...1024)),
    ])
}

struct AddressForm: APIBody {
    let formToken: String
    let email: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("email", .text(0...254))])
}

/// A form that is nothing but a button.
struct BareForm: APIBody {
    let formToken: String

    static let schema = JSONSchema.object([.required("form_token", .formToken)])
}

extension JSONSchema {
    static let formToken = text(0...100)
}

extension Parameter {
    static let then = Parameter.query("then", .text(0...500), "The page to go to afterwards.")
}

extension Call {
    /// - Throws: `no_directory` when people sign in elsewhere.
    var directory: any IdentityDirectory {
        get throws {
            guard let directory = platform.identityDirectory else {
                throw PlatformError(.unavailable, code: "no_directory", "People sign in to this installation through its app.")
            }
            return directory
        }
    }

    /// Signs this browser in and goes on.
    func startSession(_ person: DirectorySignIn, then: Destination) async throws -> Content {
        let (_, secret) = try await platform.startSession(
            idToken: person.idToken, userAgent: headers[.userAgent] ?? "", brand: brandID, language: language.rawValue)
        addHeader(.setCookie, cookie(Credential.sessionCookie, secret.text, maxAgeSeconds: Session.longestDays * 86_400))
        addHeader(.setCookie, cookie(FormToken.cookie, "", maxAgeSeconds: 0))
        return .seeOther(then.path)
    }

    fileprivate func signUpPage(then: Destination, email: String? = nil, refusal: DirectoryError? = nil) -> Page<SignUpPage> {
        let rewards = catalog.rewards
        return page(
            language.text("sign_up.heading"), at: .signUp, hasForm: true,
            SignUpPage(
                welcome: language.tokens(rewards.welcome), then: then.path, email: email, refusal: refusal, in: language))
    }

    fileprivate func signInPage(_ model: SignInPage) -> Page<SignInPage> {
        page(language.text("sign_in.heading"), at: .signIn, hasForm: true, model)
    }
}
