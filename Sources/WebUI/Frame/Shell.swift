import HTTPAPI
import Platform
import Telecom

/// The frame around a page.
struct Shell {
    /// The entries of the menu: those of a member are the tabs of a phone.
    enum Place: CaseIterable {
        case home, plans, lines, rewards, profile
        case coverage, devices, help, notifications
        case signIn, signUp
        case console
    }

    struct Link {
        let path: String
        let label: String
        let icon: String
        let isCurrent: Bool
    }

    struct LanguageChoice {
        let id: String
        let name: String
        let isChosen: Bool
    }

    let language: Language
    let brand: String
    /// Where the brand's logo is; `nil` for a brand without one.
    var logo: String?
    /// Where people get help.
    var supportEmail: String?
    /// Whose service it is, in the words that the law asks for.
    var legal: String?
    let title: String
    /// What the request before has done.
    var note: String?
    /// The entry of the menu that the page belongs to.
    let place: Place?
    let isSignedIn: Bool
    let isStaff: Bool
    /// Proves that a form was sent from a page of ours.
    let formToken: String
    /// What the addresses of signing in and joining end with, so that they go on to where the reader wanted to go.
    var onward = ""

    var places: [Link] {
        let shown: [Place] = isSignedIn ? [.home, .plans, .lines, .rewards, .profile] : [.plans, .coverage, .devices, .help]
        return shown.map { Link(path: $0.path, label: $0.label(language), icon: Icon.html($0.icon), isCurrent: $0 == place) }
    }
}

extension Shell {
    /// The frame of a brand's page for a reader, who is `nil` before sign-in.
    init(
        _ look: BrandLook, for reader: Principal?, in language: Language, title: String, note: String? = nil, place: Place? = nil,
        formToken: String
    ) {
        self.init(
            language: language, brand: look.name, logo: look.hasLogo ? "/brand/logo.png?v=\(look.version)" : nil,
            supportEmail: look.supportEmail?.text, legal: look.legal, title: title, note: note, place: place, isSignedIn: reader != nil,
            isStaff: reader.map { ConsoleSection.overview.isOpen(to: $0) } ?? false, formToken: formToken)
    }
}

extension Shell.Place {
    var path: String {
        switch self {
        case .home: "/account"
        case .plans: "/plans"
        case .lines: "/lines"
        case .rewards: "/rewards"
        case .profile: "/profile"
        case .coverage: "/coverage"
        case .devices: "/devices"
        case .help: "/help"
        case .notifications: "/notifications"
        case .signIn: "/sign-in"
        case .signUp: "/sign-up"
        case .console: "/console"
        }
    }

    var icon: String {
        switch self {
        case .home: "home"
        case .plans: "plans"
        case .lines: "line"
        case .rewards: "token"
        case .profile, .signIn, .signUp: "profile"
        case .coverage: "globe"
        case .devices: "device"
        case .help: "help"
        case .notifications: "bell"
        case .console: "console"
        }
    }

    func label(_ language: Language) -> String {
        switch self {
        case .home: language.text("frame.home")
        case .plans: language.text("frame.plans")
        case .lines: language.text("frame.lines")
        case .rewards: language.text("frame.rewards")
        case .profile: language.text("frame.profile")
        case .coverage: language.text("coverage.title")
        case .devices: language.text("frame.devices")
        case .help: language.text("frame.help")
        case .notifications: language.text("notifications.title")
        case .signIn: language.text("frame.sign_in")
        case .signUp: language.text("frame.join")
        case .console: language.text("frame.console")
        }
    }
}
