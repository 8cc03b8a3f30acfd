import HTTPAPI
import Platform
import Telecom

enum AccountPageRoutes {
    static let endpoints: [Endpoint] = [account.asPage()]

    static let account = Endpoint(
        .get, "/account", "showAccount", tag: "Pages", "Show one's account", access: .signedIn, parameters: [.usageSpan, .done],
        produces: ["text/html"]
    ) { call in
        let overview = try await call.overview()
        let page = AccountPage(
            overview, catalog: call.catalog, at: call.platform.time.now(), in: call.language)
        return call.page(call.language.text("account.title"), at: .home, note: call.note, page).content()
    }
}

extension Call {
    fileprivate func overview() async throws -> AccountOverview {
        let (platform, principal, span) = (platform, try principal, usageSpan)
        let id = principal.accountID
        async let account = platform.account(of: principal)
        async let buckets = platform.buckets(of: id)
        async let subscriptions = platform.subscriptions(of: id, limit: AccountPage.mostRows)
        async let orders = platform.orders(of: id, limit: AccountPage.mostRows)
        async let balance = platform.rewardBalance(of: id)
        async let beta = platform.betaStanding(of: principal)
        let lines = try await platform.lines(of: id, limit: AccountPage.mostRows)
        let isUsed = lines.contains { $0.activatedAt != nil }
        let usage = isUsed ? try await platform.usage(of: lines, account: id, over: span) : nil
        return try await AccountOverview(
            account: account, lines: lines, buckets: buckets, subscriptions: subscriptions, orders: orders, balance: balance.balance,
            beta: beta, usage: usage, span: span)
    }
}
