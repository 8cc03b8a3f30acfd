import HTTPAPI
import HTTPTypes
import Platform
import Telecom

/// The switch in the foot of every page.
enum LanguageRoutes {
    static let endpoints: [Endpoint] = [choose.asPage()]

    /// Needs no form token: another site gains nothing by it, and for people who are signed in the router refuses other sites anyway.
    static let choose = Endpoint(
        .post, "/language", "chooseLanguage", tag: "Pages", "Choose the language of the pages", access: .anyone,
        input: LanguageForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        if let principal = call.principalIfAny {
            _ = try await call.platform.updateProfile(ProfileChange(language: form.language.rawValue), as: principal)
        }
        call.addHeader(.setCookie, call.cookie(Language.cookie, form.language.rawValue, maxAgeSeconds: 365 * 86_400))
        return .seeOther(call.pageBefore.path)
    }
}

struct LanguageForm: APIBody {
    let language: Language

    static let schema = JSONSchema.object([.required("language", .oneOf(Language.self))])
}

extension Call {
    /// The page of ours that sent this request, by its `Referer`.
    fileprivate var pageBefore: Destination {
        guard let referer = headers[HTTPField.Name("Referer")!] else { return .home }
        let path = referer.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        return Destination("/" + path.drop { $0 != "/" }.dropFirst(), otherwise: .home)
    }
}
