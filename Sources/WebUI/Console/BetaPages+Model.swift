import HTTPAPI
import Platform
import Subscribers
import Telecom

/// Who asks to join the beta programme, and what was decided.
struct ConsoleBetaPage {
    struct Item {
        let path: String
        let person: String
        /// Name and time.
        let detail: String
        let state: String
        let tone: String
    }

    let menu: ConsoleMenu
    let state: Choice
    let items: [Item]
    let next: String?

    init(_ applications: [BetaApplication], state: BetaRequest.State, next: String?, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        self.state = Choice(
            "state", language.text("console.state"), chosen: state.rawValue,
            BetaRequest.State.allCases.map { (value: $0.rawValue, label: language.text("beta.state.\($0.rawValue)")) })
        items = applications.map { application in
            let request = application.request
            return Item(
                path: "/console/beta/\(request.id)", person: application.account.email?.text ?? application.account.id.text,
                detail: [application.account.displayName, language.dayAndMinute(request.requestedAt)].compactMap(\.self)
                    .joined(separator: " · "),
                state: language.text("beta.state.\(request.state.rawValue)"), tone: request.state.tone)
        }
        self.next = next
    }
}

/// One request, with what the same person asked before.
struct ConsoleBetaRequestPage {
    struct Event {
        let state: String
        let tone: String
        let asked: String
        /// When and by whom it was decided.
        let decided: String?
        let reason: String?
    }

    let menu: ConsoleMenu
    let id: String
    let person: String
    let name: String?
    let account: String
    let order: String?
    let canDecide: Bool
    let reason: Field
    let history: [Event]

    /// - Parameters:
    ///   - typed: the reason that came, and what is wrong with it.
    init(
        _ application: BetaApplication, history: [BetaRequest], typed: (reason: String, problem: String)? = nil, menu: ConsoleMenu,
        reader: Principal, in language: Language
    ) {
        let request = application.request
        self.menu = menu
        id = request.id.text
        person = application.account.email?.text ?? application.account.id.text
        name = application.account.displayName
        account = request.accountID.text
        order = request.orderID?.text
        canDecide = request.state == .pending && reader.role == .admin
        reason = .betaReason(value: typed?.reason, problem: typed?.problem, in: language)
        self.history = history.map { request in
            Event(
                state: language.text("beta.state.\(request.state.rawValue)"), tone: request.state.tone,
                asked: language.text("beta.queue.asked", ["time": language.dayAndMinute(request.requestedAt)]),
                decided: request.decidedAt.map { at in
                    language.text(
                        "beta.queue.decided", ["time": language.dayAndMinute(at), "actor": request.decidedBy?.text ?? "–"])
                }, reason: request.reason)
        }
    }
}

extension BetaRequest.State {
    /// The class of its badge.
    var tone: String {
        switch self {
        case .approved: ""
        case .pending: "flower"
        case .rejected: "plain"
        }
    }
}
