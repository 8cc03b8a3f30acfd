import Billing
import Platform
import Subscribers
import Telecom

/// Who one is to the operator, and what one can do about it.
struct ProfilePage {
    struct Method {
        let name: String
        let detail: String
    }

    struct SessionItem {
        let id: String
        let device: String
        let used: String
        let isCurrent: Bool
    }

    struct CardItem {
        let id: String
        let name: String
        let expiry: String
    }

    let email: String?
    let isEmailUnproved: Bool
    let memberSince: String
    let isFounder: Bool
    let displayName: Field
    let country: Field
    let languageChoice: Choice
    let methods: [Method]
    /// The installation's own provider keeps the password, so that it can be changed here.
    let hasDirectory: Bool
    let sessions: [SessionItem]
    let cards: [CardItem]
    let hasCards: Bool

    init(
        _ account: Account, methods: [SignInMethod], sessions: [Session], cards: [PaymentMethod], current: SessionID?, hasDirectory: Bool,
        form: ProfileForm? = nil, problem: ProfileForm.Problem? = nil, in language: Language
    ) {
        email = account.email?.text
        isEmailUnproved = account.email != nil && !account.isEmailVerified
        memberSince = language.day(account.createdAt)
        isFounder = account.founderSince != nil
        displayName = Field(
            "display_name", language.text("profile.name"), value: form?.displayName ?? account.displayName,
            problem: problem == .displayName ? language.text("profile.name_problem") : nil, autocomplete: "name", isOptional: true,
            maxLength: 100)
        country = Field(
            "country", language.text("profile.country"), value: form?.country ?? account.country?.code,
            hint: language.text("checkout.address.country_hint"),
            problem: problem == .country ? language.text("profile.country_problem") : nil, autocomplete: "country", isOptional: true,
            maxLength: 2)
        languageChoice = Choice(
            "language", language.text("frame.language"), chosen: language.rawValue,
            Language.allCases.map { (value: $0.rawValue, label: $0.name) })
        self.methods = methods.map { method in
            let isLocal = method.issuer == "local"
            return Method(
                name: isLocal
                    ? (method.hasPassword ? language.text("profile.methods.password") : language.text("profile.methods.link"))
                    : method.issuer,
                detail: method.lastUsedAt.map { language.text("profile.methods.used", ["time": language.dayAndMinute($0)]) }
                    ?? (isLocal ? "" : language.text("profile.methods.outside")))
        }
        self.hasDirectory = hasDirectory && methods.contains { $0.issuer == "local" } && account.email != nil
        self.sessions = sessions.map { session in
            SessionItem(
                id: session.id.text, device: Self.device(session.userAgent) ?? language.text("profile.sessions.unknown"),
                used: language.text("profile.methods.used", ["time": language.dayAndMinute(session.lastUsedAt)]),
                isCurrent: session.id == current)
        }
        self.cards = cards.map { CardItem($0, in: language) }
        hasCards = !cards.isEmpty
    }

    /// What a browser's own long name amounts to, such as `Firefox, Android`; `nil` for one that says nothing known.
    static func device(_ userAgent: String) -> String? {
        // Browsers name their ancestors, too, so the order decides.
        let browsers = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
            ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        let systems = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ]
        let parts = [browsers, systems].compactMap { names in names.first { userAgent.contains($0.0) }?.1 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension ProfilePage.CardItem {
    init(_ method: PaymentMethod, in language: Language) {
        id = method.id.text
        name = method.displayName
        let month = method.expiryMonth < 10 ? "0\(method.expiryMonth)" : "\(method.expiryMonth)"
        expiry = language.text("profile.cards.expires", ["date": "\(month)/\(method.expiryYear)"])
    }
}

/// The last step before an account is gone.
struct DeleteAccountPage {
    /// The last sign-in was so long ago that it must be done anew.
    let needsSignIn: Bool
    let problem: String?
}
