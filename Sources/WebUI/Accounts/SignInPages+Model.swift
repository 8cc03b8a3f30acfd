import Catalog
import HTTPAPI

/// The form to join.
struct SignUpPage {
    let welcome: String
    let then: String
    var email = ""
    var problem: String?
}

/// The form to sign in, with a password or by a mailed link.
struct SignInPage {
    let then: String
    var email = ""
    var problem: String?
    var notice: String?
    var isLinkOpen = false
}

/// Asks before a mailed link does what it is for: programs that look into mails follow links, but press no buttons.
struct MailedLinkPage {
    let mode: String
    let code: String
    let email: String
    let then: String
    let heading: String
    let button: String
    let isSignIn: Bool
    let isPasswordReset: Bool
    var problem: String?
}

/// Something that is done.
struct NoticePage {
    let heading: String
    let message: String
    let link: String
    let label: String
}
