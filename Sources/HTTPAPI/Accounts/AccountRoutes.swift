import NIOCore
import Platform
import Subscribers
import Telecom

enum AccountRoutes {
    static let endpoints = [me, updateMe, signInMethods, exportMe, deleteMe, list, show, changeRole, nameFounder]

    static let me = Endpoint(
        .get, "/v1/me", "getMe", tag: "Accounts", "Get one's own account", access: .signedIn(scope: "account:read"),
        output: AccountBody.self
    ) { call in
        AccountBody(try await call.platform.account(of: try call.principal))
    }

    static let updateMe = Endpoint(
        .patch, "/v1/me", "updateMe", tag: "Accounts", "Change one's own account", access: .signedIn(scope: "account:write"),
        input: ProfileChangeBody.self, output: AccountBody.self
    ) { call, input in
        let change = ProfileChange(displayName: input.displayName, language: input.language, country: input.country)
        return AccountBody(try await call.platform.updateProfile(change, as: try call.principal))
    }

    static let signInMethods = Endpoint(
        .get, "/v1/me/sign-in-methods", "listSignInMethods", tag: "Accounts", "List the ways in which one signs in", access: .signedIn,
        output: SignInMethodList.self
    ) { call in
        SignInMethodList(data: try await call.platform.signInMethods(of: try call.principal).map(SignInMethodBody.init))
    }

    static let exportMe = Endpoint(
        .get, "/v1/me/export", "exportMe", tag: "Accounts", "Get all that is kept about oneself",
        description: "One JSON object: each table that names the account, as an array of rows. Times are microseconds since 1970.",
        access: .signedIn, produces: ["application/json"], schema: .openObject([.required("exported_at", .time)])
    ) { call in
        let text = try await call.platform.exportAccount(try call.principal)
        call.addHeader(.contentDisposition, "attachment; filename=\"account.json\"")
        return Content("application/json", ByteBuffer(string: text))
    }

    static let deleteMe = Endpoint(
        .delete, "/v1/me", "deleteMe", tag: "Accounts", "Delete one's own account",
        description: "What the law keeps (orders, invoices, ledger) stays under the account's id; the rest is gone. "
            + "Needs a sign-in of the last five minutes.", access: .signedIn,
        errors: [.init(409, "owns_shared_group", "Others share the account's data.")]
    ) { call in
        try await call.platform.deleteAccount(as: try call.principal)
    }

    static let list = Endpoint(
        .get, "/v1/admin/accounts", "listAccounts", tag: "Accounts", "List accounts, the newest first",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: .page + [.query("email", .text(1...254), "Only addresses that begin so.")], output: Page<AccountBody>.self
    ) { call in
        let page = try call.pageRequest
        let rows = try await call.platform.accounts(
            of: call.brandID, email: call.text("email"), before: page.after.flatMap { AccountID($0) }, limit: page.fetchLimit)
        return page.page(rows, key: \.id.text) { AccountBody($0) }
    }

    static let show = Endpoint(
        .get, "/v1/admin/accounts/{account_id}", "getAccount", tag: "Accounts", "Get an account",
        access: .role(.admin, .support, scope: "admin:read"), parameters: [.id("account_id", Noun.Account.self, "The account.")],
        output: AccountBody.self
    ) { call in
        AccountBody(try await call.platform.account(try call.id("account_id"), of: call.brandID))
    }

    static let changeRole = Endpoint(
        .put, "/v1/admin/accounts/{account_id}/role", "changeRole", tag: "Accounts", "Give an account another role",
        access: .role(.admin, scope: "admin:write"), parameters: [.id("account_id", Noun.Account.self, "The account.")],
        input: RoleBody.self, output: AccountBody.self, errors: [.init(409, "own_role", "An admin keeps their own role.")]
    ) { call, input in
        AccountBody(try await call.platform.changeRole(of: try call.id("account_id"), to: input.role, as: try call.principal))
    }

    static let nameFounder = Endpoint(
        .put, "/v1/admin/accounts/{account_id}/founder", "nameFounder", tag: "Accounts", "Make someone a founding member",
        description: "They are granted the founder's DOTM in place of the welcome: the difference to what the account was granted, once.",
        access: .role(.admin, scope: "admin:write"), parameters: [.id("account_id", Noun.Account.self, "The account.")],
        output: AccountBody.self
    ) { call in
        AccountBody(try await call.platform.nameFounder(try call.id("account_id"), as: try call.principal))
    }
}
