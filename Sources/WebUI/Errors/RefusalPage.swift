import HTTPAPI
import Hummingbird
import HTTPTypes
import Platform
import Telecom

/// What a browser sees when a page is refused. Who has to sign in first is led there and back.
struct ErrorPage {
    let heading: String
    let message: String
    let requestID: String
}

extension Pages {
    /// For the router: makes a page of a refusal.
    public static func refusalPage(_ platform: Platform) -> APIRouter.RefusalPage {
        { refusal, request in
            if refusal.status == .unauthorized { return .seeOther("/sign-in?then=\(Destination(request.target).queryValue)") }
            let language = Language(
                principal: request.principal, cookie: request.cookie(Language.cookie), headers: request.headers)
            let page = ErrorPage(
                heading: heading(refusal, in: language), message: language.refusal(refusal), requestID: request.id)
            let secret = request.principal == nil ? nil : request.cookie(Credential.sessionCookie)
            let shell = Shell(
                platform.look(of: request.brandID ?? .dotm), for: secret == nil ? nil : request.principal, in: language,
                title: page.heading, formToken: secret.map(FormToken.token) ?? "")
            return Page(shell: shell, model: page).content(status: refusal.status)
        }
    }

    private static func heading(_ refusal: Refusal, in language: Language) -> String {
        switch refusal.status {
        case .notFound: language.text("errors.heading.not_found")
        case .forbidden where refusal.code == "forbidden": language.text("errors.heading.forbidden")
        case .tooManyRequests: language.text("errors.heading.too_many")
        case .badRequest, .forbidden, .conflict, .unprocessableContent, .contentTooLarge: language.text("errors.heading.refused")
        default: language.text("errors.heading.internal")
        }
    }
}

/// Where a person wanted to go before they had to sign in: a path of this very site.
struct Destination: Equatable {
    static let account = Destination("/account")
    static let home = Destination("/")
    let path: String

    /// Anything that is not a path of ours, of at most 500 characters, leads to the account, or elsewhere.
    init(_ text: String, otherwise: Destination? = nil) {
        let isOurs =
            text.hasPrefix("/") && !text.hasPrefix("//") && text.utf8.count <= 500
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        path = isOurs ? text : otherwise?.path ?? "/account"
    }

    /// What an address ends with whose page goes on to here; the account goes without saying.
    var query: String { self == .account ? "" : "?then=\(queryValue)" }

    /// Percent-encoded for a query. Source: RFC 3986 §2.3.
    var queryValue: String {
        path.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~/".utf8.contains(byte)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
