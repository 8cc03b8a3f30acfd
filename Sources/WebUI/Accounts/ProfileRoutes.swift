import HTTPAPI
import Platform
import Store
import Subscribers
import Telecom

/// A person's details, ways to sign in, browsers, cards and data.
enum ProfileRoutes {
    static let endpoints: [Endpoint] = [
        show, update, confirmAddress, changePassword, endSession, endAll, removeCard, showDeletion, delete,
    ].map { $0.asPage() }

    static let show = Endpoint(
        .get, "/profile", "showProfile", tag: "Pages", "Show one's profile", access: .signedIn, parameters: [.done], produces: ["text/html"]
    ) { call in
        try await call.profilePage().content()
    }

    static let update = Endpoint(
        .post, "/profile", "updateProfileByForm", tag: "Pages", "Change one's details", access: .signedIn, input: ProfileForm.self,
        inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let countryText = form.country ?? ""
        let country = countryText.isEmpty ? nil : Country(countryText)
        guard countryText.isEmpty || country != nil else {
            return try await call.profilePage(form, problem: .country).content(status: .unprocessableContent)
        }
        let name = form.displayName ?? ""
        do {
            _ = try await call.platform.updateProfile(
                ProfileChange(
                    displayName: .some(name.allSatisfy(\.isWhitespace) ? nil : name), language: form.language.rawValue,
                    country: .some(country)), as: call.principal)
        } catch let error as PlatformError where error.kind == .invalid {
            return try await call.profilePage(form, problem: .displayName).content(status: .unprocessableContent)
        }
        call.addHeader(.setCookie, call.cookie(Language.cookie, form.language.rawValue, maxAgeSeconds: 365 * 86_400))
        return .seeOther("/profile", done: "profile_saved")
    }

    static let confirmAddress = Endpoint(
        .post, "/profile/address-confirmation", "mailAddressConfirmation", tag: "Pages", "Mail a link that confirms one's address",
        access: .signedIn, input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        return try await call.mailOwnLink(.verifyEmail)
    }

    static let changePassword = Endpoint(
        .post, "/profile/password", "mailPasswordLink", tag: "Pages", "Mail a link that sets a new password", access: .signedIn,
        input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        return try await call.mailOwnLink(.resetPassword)
    }

    static let endSession = Endpoint(
        .post, "/sessions/{session_id}/end", "endSessionByForm", tag: "Pages", "Sign a browser out", access: .signedIn,
        parameters: [.id("session_id", Noun.Session.self, "The session.")], input: BareForm.self, inputForm: .urlEncoded,
        produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.endSession(call.id("session_id"), as: call.principal)
        return .seeOther("/profile", done: "session_ended")
    }

    static let endAll = Endpoint(
        .post, "/sessions/end", "signOutEverywhereByForm", tag: "Pages", "Sign out everywhere", access: .signedIn, input: BareForm.self,
        inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let principal = try call.principal
        try await call.platform.signOutEverywhere(principal.accountID, as: principal)
        call.addHeader(.setCookie, call.cookie(Credential.sessionCookie, "", maxAgeSeconds: 0))
        return .seeOther("/sign-in")
    }

    static let removeCard = Endpoint(
        .post, "/payment-methods/{payment_method_id}/removal", "removeCardByForm", tag: "Pages", "Forget a saved card", access: .signedIn,
        parameters: [.id("payment_method_id", Noun.PaymentMethod.self, "The card.")], input: BareForm.self, inputForm: .urlEncoded,
        produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.removePaymentMethod(call.id("payment_method_id"), as: call.principal)
        return .seeOther("/profile", done: "card_removed")
    }

    static let showDeletion = Endpoint(
        .get, "/profile/deletion", "showAccountDeletion", tag: "Pages", "Show what deleting one's account means", access: .signedIn,
        produces: ["text/html"]
    ) { call in
        try call.deletionPage().content()
    }

    static let delete = Endpoint(
        .post, "/profile/deletion", "deleteAccountByForm", tag: "Pages", "Delete one's account", access: .signedIn,
        input: DeletionForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        guard form.understood == "yes" else {
            return try call.deletionPage(problem: call.language.text("profile.deletion.tick")).content(status: .unprocessableContent)
        }
        do {
            try await call.platform.deleteAccount(as: call.principal)
        } catch let error as PlatformError where error.kind == .conflict || error.code == "sign_in_too_old" {
            return try call.deletionPage(problem: call.language.refusal(error)).content(status: .unprocessableContent)
        }
        call.addHeader(.setCookie, call.cookie(Credential.sessionCookie, "", maxAgeSeconds: 0))
        return .seeOther("/")
    }
}

struct ProfileForm: APIBody {
    /// The field that is at fault.
    enum Problem {
        case displayName, country
    }

    let formToken: String
    let displayName: String?
    let country: String?
    let language: Language

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .optional("display_name", .text(0...200)), .optional("country", .text(0...20)),
        .required("language", .oneOf(Language.self)),
    ])
}

struct DeletionForm: APIBody {
    let formToken: String
    let understood: String?

    static let schema = JSONSchema.object([.required("form_token", .formToken), .optional("understood", .text(0...10))])
}

extension Call {
    fileprivate func profilePage(_ form: ProfileForm? = nil, problem: ProfileForm.Problem? = nil) async throws -> Page<ProfilePage> {
        let (platform, principal) = (platform, try principal)
        async let account = platform.account(of: principal)
        async let methods = platform.signInMethods(of: principal)
        async let sessions = platform.sessions(of: principal)
        async let cards = platform.paymentMethods(of: principal.accountID)
        let model = try await ProfilePage(
            account, methods: methods, sessions: sessions, cards: cards, current: principal.sessionID,
            hasDirectory: platform.identityDirectory != nil, form: form, problem: problem, in: language)
        return page(language.text("profile.title"), at: .profile, note: note, model)
    }

    /// Mails a link to the account's own address.
    fileprivate func mailOwnLink(_ purpose: EmailCodePurpose) async throws -> Content {
        guard let email = try await platform.account(of: principal).email else { throw PlatformError.notFound("email") }
        do {
            try await directory.mailLink(
                purpose, email: email.text, continueURL: nil, brand: brandID, language: language, client: clientAddress)
        } catch let error as DirectoryError {
            throw PlatformError(
                .rateLimited, code: "too_many_mails", "Too many mails to this address. Wait a little.", detail: error.rawValue)
        }
        return .seeOther("/profile", done: "link_mailed")
    }

    fileprivate func deletionPage(problem: String? = nil) throws -> Page<DeleteAccountPage> {
        let authenticatedAt = try principal.authenticatedAt
        let isFresh = authenticatedAt.map { platform.time.now().seconds(since: $0) <= 300 } ?? false
        return page(language.text("profile.deletion.heading"), at: .profile, DeleteAccountPage(needsSignIn: !isFresh, problem: problem))
    }
}
