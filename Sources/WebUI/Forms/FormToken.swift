import Crypto
import Foundation
import HTTPAPI
import HTTPTypes
import Platform
import Telecom

/// Proves that a form was filled in on a page that this very browser fetched from us: another site can send our cookies but can read
/// neither them nor our pages. The token is an HMAC of a secret cookie: the session's, or before sign-in one of its own.
///
/// The `SameSite` attribute of the cookies and `Sec-Fetch-Site` say the same a second and third time.
enum FormToken {
    static let cookie = "gorse_form"

    static func token(for secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("form".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return base64URL(Array(code))
    }
}

extension Call {
    /// The token for the forms of a page. Sets the browser's form cookie when there is nothing yet to tie the token to.
    func formToken() -> String {
        if let secret = formSecret { return FormToken.token(for: secret) }
        let secret = base64URL(platform.randomness.bytes(32))
        addHeader(.setCookie, cookie(FormToken.cookie, secret))
        return FormToken.token(for: secret)
    }

    /// - Throws: `form_expired` when the token is not of this browser, or the browser says that another site sent the form.
    func checkForm(_ token: String) throws {
        let site = headers[HTTPField.Name("Sec-Fetch-Site")!]
        guard site == nil || site == "same-origin", let secret = formSecret,
            constantTimeEqual(Array(FormToken.token(for: secret).utf8), Array(token.utf8))
        else {
            throw PlatformError(.forbidden, code: "form_expired", "This form has expired. Go back, reload the page and send it again.")
        }
    }

    private var formSecret: String? {
        (principalIfAny == nil ? nil : cookie(Credential.sessionCookie)) ?? cookie(FormToken.cookie)
    }

    /// A cookie of ours: not for scripts, not for other sites' forms, and for TLS alone where we have it.
    func cookie(_ name: String, _ value: String, maxAgeSeconds: Int64? = nil) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (platform.publicURL.hasPrefix("https://") ? "; Secure" : "")
            + (maxAgeSeconds.map { "; Max-Age=\($0)" } ?? "")
    }
}
