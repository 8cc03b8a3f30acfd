import Billing
import HTTPAPI
import Platform
import Rewards
import Telecom

/// What a member earned in DOTM, and for what.
struct RewardsPage {
    struct Item {
        let date: String
        let why: String
        /// The order that it is for.
        let order: String?
        let amount: String
        let reversed: String?
    }

    static let size = 50

    let balance: String
    let earned: String
    /// `nil` when nothing was taken back.
    let reversed: String?
    let items: [Item]
    let hasItems: Bool
    let cashback: String
    /// The address of the wallet that is linked.
    let wallet: String?
    /// Leads to older ones; `nil` when there are none.
    let next: String?

    /// - Parameter rewards: one more than are shown, if there are so many.
    init(_ balance: RewardBalance, _ rewards: [EarnedReward], wallet: Wallet?, cashback: String, in language: Language) {
        self.balance = language.tokens(balance.balance)
        earned = language.tokens(balance.earned)
        reversed = balance.reversed == .zero ? nil : language.tokens(balance.reversed)
        items = rewards.prefix(Self.size).map { earned in
            Item(
                date: language.day(earned.reward.createdAt), why: language.text("rewards.kind.\(earned.reward.kind.rawValue)"),
                order: earned.reward.orderID?.text, amount: "+\(language.tokens(earned.reward.granted))",
                reversed: earned.reversed == .zero ? nil : "−\(language.tokens(earned.reversed))")
        }
        hasItems = !items.isEmpty
        self.cashback = cashback
        self.wallet = wallet?.address
        next = rewards.count > Self.size ? "/rewards?before=\(rewards[Self.size - 1].reward.id)" : nil
    }
}

enum RewardPageRoutes {
    static let endpoints: [Endpoint] = [rewards.asPage()]

    static let rewards = Endpoint(
        .get, "/rewards", "showRewards", tag: "Pages", "Show what one earned", access: .signedIn,
        parameters: [.query("before", .id(Noun.Reward.self), "The reward to go on behind."), .done], produces: ["text/html"]
    ) { call in
        let account = try call.accountID
        async let balance = call.platform.rewardBalance(of: account)
        async let rewards = call.platform.rewards(
            of: account, before: call.text("before").flatMap(RewardID.init(_:)), limit: RewardsPage.size + 1)
        async let wallet = call.platform.wallet(of: account)
        let page = RewardsPage(
            try await balance, try await rewards, wallet: try await wallet,
            cashback: call.language.percent(basisPoints: call.catalog.rewards.cashbackBasisPoints), in: call.language)
        return call.page(call.language.text("rewards.title"), at: .rewards, note: call.note, page).content()
    }
}
