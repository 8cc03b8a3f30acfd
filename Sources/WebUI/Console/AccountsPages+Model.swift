import Billing
import Catalog
import Charging
import HTTPAPI
import Platform
import Store
import Subscribers
import Telecom

/// Accounts, searched.
struct ConsoleAccountsPage {
    struct Item {
        let path: String
        let title: String
        let detail: String
        let badge: String?
    }

    let menu: ConsoleMenu
    let search: Field
    let isSearch: Bool
    let accounts: [Item]
    let next: String?

    init(_ accounts: [Account], text: String, next: String?, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        search = Field(
            "text", language.text("console.accounts.search"), .search, value: text, hint: language.text("console.accounts.hint"),
            isOptional: false, maxLength: 254)
        isSearch = !text.isEmpty
        self.accounts = accounts.map { account in
            Item(
                path: "/console/accounts/\(account.id)", title: account.email?.text ?? account.id.text,
                detail: [account.displayName, language.day(account.createdAt)].compactMap(\.self).joined(separator: " · "),
                badge: account.deletedAt != nil
                    ? language.text("console.accounts.deleted")
                    : account.role == .subscriber ? nil : language.text("console.role.\(account.role.rawValue)"))
        }
        self.next = next
    }
}

/// One account's whole story.
struct ConsoleAccountPage {
    struct Fact {
        let label: String
        let text: String
    }

    struct Line {
        let title: String
        let detail: String
        let state: String
        let isGood: Bool
    }

    struct Event {
        let time: String
        let kind: String
        let what: String
        let text: String?
        let amount: String?
        let subject: String
        let actor: String?
        let path: String?
    }

    struct Filter {
        let path: String
        let label: String
        let isCurrent: Bool
    }

    let menu: ConsoleMenu
    let id: String
    let title: String
    let role: String
    let isDeleted: Bool
    let facts: [Fact]
    let lines: [Line]
    let memberships: [Line]
    let buckets: [Line]
    let filters: [Filter]
    let events: [Event]
    let next: String?
    /// For admins, about others.
    let roles: Choice?

    init(
        _ summary: AccountSummary, catalog: Catalog, story: [AccountEvent], kind: AccountEvent.Kind?, next: String?, menu: ConsoleMenu,
        reader: Principal,
        in language: Language
    ) {
        let account = summary.account
        self.menu = menu
        id = account.id.text
        title = account.email?.text ?? account.id.text
        role = language.text("console.role.\(account.role.rawValue)")
        isDeleted = account.deletedAt != nil
        facts = Self.facts(summary, language)
        lines = summary.lines.map { line in
            Line(
                title: line.msisdn.map { language.phoneNumber($0) } ?? line.name ?? line.id.text,
                detail: [line.name, line.iccid?.digits, line.imsi?.digits].compactMap(\.self).joined(separator: " · "),
                state: language.text("console.line_state.\(line.state.rawValue)"), isGood: line.state == .active)
        }
        memberships = summary.subscriptions.map { subscription in
            Line(
                title: catalog.text(subscription.name, in: language),
                detail: language.text(
                    "console.account.period", ["price": language.money(subscription.price), "day": language.day(subscription.periodEndsAt)]),
                state: language.text("console.subscription_state.\(subscription.state.rawValue)"), isGood: subscription.endedAt == nil)
        }
        buckets = summary.buckets.suffix(20).map { view in
            Line(
                title: view.bucket.serviceID.description,
                detail: view.bucket.expiresAt.map { language.text("console.account.until", ["day": language.day($0)]) } ?? "",
                state: Self.left(view, language), isGood: view.available != 0)
        }
        filters =
            [Filter(path: "/console/accounts/\(id)", label: language.text("console.account.everything"), isCurrent: kind == nil)]
            + AccountEvent.Kind.allCases.map {
                Filter(
                    path: "/console/accounts/\(account.id)?kind=\($0.rawValue)", label: language.text("console.kind.\($0.rawValue)"),
                    isCurrent: $0 == kind)
            }
        events = story.map { Event($0, in: language) }
        self.next = next
        roles =
            reader.role == .admin && account.id != reader.accountID && account.deletedAt == nil
            ? Choice(
                "role", language.text("console.account.role"), hint: language.text("console.account.role_hint"),
                chosen: account.role.rawValue,
                Role.allCases.map { (value: $0.rawValue, label: language.text("console.role.\($0.rawValue)")) })
            : nil
    }

    private static func left(_ view: BucketView, _ language: Language) -> String {
        guard let available = view.available, let granted = view.bucket.granted else { return language.text("console.account.unlimited") }
        func text(_ units: Int64) -> String { view.bucket.unit == .octets ? language.volume(octets: units) : language.number(units) }
        return language.text("console.account.left", ["left": text(available), "granted": text(granted)])
    }

    private static func facts(_ summary: AccountSummary, _ language: Language) -> [Fact] {
        let account = summary.account
        func fact(_ key: String, _ text: String?) -> Fact? { text.map { Fact(label: language.text("console.account.\(key)"), text: $0) } }
        return [
            fact("id", account.id.text), fact("name", account.displayName), fact("brand", account.brandID.text),
            fact("joined", language.day(account.createdAt)), fact("deleted", account.deletedAt.map { language.day($0) }),
            fact("language", account.language), fact("country", account.country?.code),
            fact("rewards", language.tokens(summary.rewards.balance)), fact("sessions", language.number(Int64(summary.sessionCount))),
            fact("keys", language.number(Int64(summary.apiKeyCount))),
        ].compactMap(\.self)
    }
}

extension ConsoleAccountPage.Event {
    /// In the reader's words where the word is one of a few; as it is kept where it is one of many, such as the action of an audit event.
    private static func what(_ event: AccountEvent, _ language: Language) -> String {
        let ofItsKind =
            switch event.place.kind {
            case .order, .line, .payment: language.textIfAny("console.\(event.place.kind.rawValue)_state.\(event.what)")
            default: nil as String?
            }
        return ofItsKind ?? language.textIfAny("console.what.\(event.what)") ?? event.what
    }

    fileprivate init(_ event: AccountEvent, in language: Language) {
        time = language.dayAndMinute(event.place.at)
        kind = language.text("console.kind.\(event.place.kind.rawValue)")
        what = Self.what(event, language)
        text = event.text == "{}" ? nil : event.text
        let units = event.units.map { event.what == ChargingUnit.octets.rawValue ? language.volume(octets: $0) : language.number($0) }
        amount = event.money.map { language.money($0) } ?? event.tokens.map { language.tokens($0) + " DOTM" } ?? units
        subject = event.place.subject
        actor = event.actor
        path = event.place.kind == .order ? "/console/orders/\(event.place.subject)" : nil
    }
}
