import HTTPAPI
import Platform
import Telecom

enum AccountPageRoutes {
    static let endpoints: [Endpoint] = [account.asPage()]

    static let account = Endpoint(
        .get, "/account", "showAccount", tag: "Pages", "Show one's account", access: .signedIn, produces: ["text/html"]
    ) { call in
        let overview = try await call.overview()
        let page = AccountPage(overview, catalog: call.platform.catalogs.catalog(for: call.brandID), in: call.language)
        return call.page(call.language.text("account.title"), at: .home, page).content()
    }
}

extension Call {
    fileprivate func overview() async throws -> AccountOverview {
        let (platform, principal) = (platform, try principal)
        let id = principal.accountID
        async let account = platform.account(of: principal)
        async let lines = platform.lines(of: id, limit: AccountPage.mostRows)
        async let buckets = platform.buckets(of: id)
        async let subscriptions = platform.subscriptions(of: id, limit: AccountPage.mostRows)
        async let orders = platform.orders(of: id, limit: AccountPage.mostRows)
        async let rewards = platform.rewards(of: id, limit: AccountPage.mostRows)
        async let balance = platform.rewardBalance(of: id)
        return try await AccountOverview(
            account: account, lines: lines, buckets: buckets, subscriptions: subscriptions, orders: orders, rewards: rewards,
            balance: balance.balance)
    }
}
