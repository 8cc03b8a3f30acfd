import Platform
import Telecom

/// The form to join.
struct SignUpPage {
    let welcome: String
    let then: String
    /// Of the page to sign in, which goes on to the same place.
    let query: String
    let email: Field
    let password: Field
    let problem: String?

    init(welcome: String, then: String, email: String? = nil, refusal: DirectoryError? = nil, in language: Language) {
        self.welcome = welcome
        self.then = then
        query = Destination(then).query
        let problem = refusal.map(language.refusal)
        let isOfEmail = [.invalidEmail, .missingEmail, .emailExists].contains(refusal)
        let isOfPassword = [.missingPassword, .weakPassword].contains(refusal)
        self.email = Field(
            "email", language.text("sign_in.email"), .email, value: email, problem: isOfEmail ? problem : nil, autocomplete: "username",
            maxLength: 254)
        password = .newPassword(problem: isOfPassword ? problem : nil, in: language)
        self.problem = isOfEmail || isOfPassword ? nil : problem
    }
}

extension Field {
    static func newPassword(problem: String? = nil, in language: Language) -> Field {
        Field(
            "password", language.text("sign_in.password"), .password, hint: language.text("sign_up.password_hint"), problem: problem,
            autocomplete: "new-password", minLength: 8, maxLength: 256)
    }
}

/// The form to sign in, with a password or by a mailed link.
struct SignInPage {
    let then: String
    /// Of the page to join, which goes on to the same place.
    let query: String
    let typedEmail: String
    let email: Field
    let password: Field
    let problem: String?
    let notice: String?
    let isLinkOpen: Bool

    init(
        then: String, email: String = "", problem: String? = nil, notice: String? = nil, isLinkOpen: Bool = false, in language: Language
    ) {
        self.then = then
        query = Destination(then).query
        typedEmail = email
        self.email = Field("email", language.text("sign_in.email"), .email, value: email, autocomplete: "username", maxLength: 254)
        password = Field("password", language.text("sign_in.password"), .password, autocomplete: "current-password", maxLength: 256)
        self.problem = problem
        self.notice = notice
        self.isLinkOpen = isLinkOpen
    }
}

/// Asks before a mailed link does what it is for: programs that look into mails follow links, but press no buttons.
struct MailedLinkPage {
    let mode: String
    let code: String
    let then: String
    let heading: String
    let button: String
    let email: Field?
    let password: Field?
    let problem: String?
}

/// Something that is done.
struct NoticePage {
    let heading: String
    let message: String
    let link: String
    let label: String
}
