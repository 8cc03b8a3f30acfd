import HTTPAPI
import Platform
import Store
import Subscribers
import Telecom

enum ConsoleAccountsRoutes {
    static let endpoints: [Endpoint] = [list, show, changeRole]
    private static let size = 50

    static let list = Endpoint.consolePage(
        "/console/accounts", "showConsoleAccounts", "Search accounts",
        parameters: [
            .query("text", .text(0...254), "What people tell support."),
            .query("before", .id(Noun.Account.self), "The account to go on behind."),
        ]
    ) { page, call in
        let text = call.text("text") ?? ""
        let accounts =
            text.isEmpty
            ? try await call.platform.accounts(
                of: page.principal.brandID, before: call.text("before").flatMap { AccountID($0) }, limit: size)
            : try await call.platform.searchAccounts(text, as: page.principal)
        let next = nextPage("/console/accounts", [], before: text.isEmpty && accounts.count == size ? accounts.last?.id.text : nil)
        return page.content(
            .accounts, ConsoleAccountsPage(accounts, text: text, next: next, menu: page.menu(.accounts), in: page.language))
    }

    static let show = Endpoint.consolePage(
        "/console/accounts/{account_id}", "showConsoleAccount", "Show an account's whole story",
        parameters: [
            .id("account_id", Noun.Account.self, "The account."), .query("kind", .oneOf(AccountEvent.Kind.self), "What to tell."),
            .query("before", .text(1...500), "The event to go on behind."),
        ]
    ) { page, call in
        let id: AccountID = try call.id("account_id")
        let kind = call.text("kind").flatMap(AccountEvent.Kind.init(rawValue:))
        let summary = try await call.platform.accountSummary(id, as: page.principal)
        let story = try await call.platform.accountStory(
            id, kinds: kind.map { [$0] } ?? [], before: call.text("before").flatMap(AccountEvent.Place.init(text:)), limit: size,
            as: page.principal)
        let next = nextPage(
            "/console/accounts/\(id)", [("kind", kind?.rawValue)], before: story.count == size ? story.last?.place.text : nil)
        return page.content(
            .accounts,
            ConsoleAccountPage(
                summary, catalog: call.catalog, story: story, kind: kind, next: next, menu: page.menu(.accounts), reader: page.principal,
                in: page.language))
    }

    static let changeRole = Endpoint.consoleForm(
        "/console/accounts/{account_id}/role", "changeRoleByForm", "Give an account another role",
        parameters: [.id("account_id", Noun.Account.self, "The account.")], input: RoleForm.self
    ) { page, call, form in
        let id: AccountID = try call.id("account_id")
        _ = try await call.platform.changeRole(of: id, to: form.role, as: page.principal)
        return .seeOther("/console/accounts/\(id)", done: "role_changed")
    }
}

struct RoleForm: ConsoleForm {
    let formToken: String
    let role: Role

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("role", .oneOf(Role.self))])
}
