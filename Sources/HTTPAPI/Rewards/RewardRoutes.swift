import Platform
import Rewards
import Telecom

enum RewardRoutes {
    static let endpoints: [Endpoint] = [balance, list]

    static let balance = Endpoint(
        .get, "/v1/rewards", "getRewards", tag: "Rewards", "Tell what you have earned in DOTM", access: .signedIn(scope: "billing:read"),
        output: RewardBalanceBody.self
    ) { call in
        let balance = try await call.platform.rewardBalance(of: try call.accountID)
        return RewardBalanceBody(earned: balance.earned, reversed: balance.reversed, balance: balance.balance)
    }

    static let list = Endpoint(
        .get, "/v1/rewards/history", "listRewards", tag: "Rewards", "List your rewards by what brought them, newest first",
        access: .signedIn(scope: "billing:read"), parameters: .page, output: Page<RewardBody>.self
    ) { call in
        let page = try call.pageRequest
        let rewards = try await call.platform.rewards(
            of: try call.accountID, before: page.after.flatMap { RewardID($0) }, limit: page.fetchLimit)
        return page.page(rewards, key: \.reward.id.text) { RewardBody($0) }
    }
}

struct RewardBalanceBody: APIBody {
    let earned: TokenAmount
    let reversed: TokenAmount
    let balance: TokenAmount

    static let schema = JSONSchema.object([
        .required("earned", .tokens, "Granted in all."), .required("reversed", .tokens, "Taken back with refunds."),
        .required("balance", .tokens, "What is yours now."),
    ])
}

struct RewardBody: APIBody {
    let id: RewardID
    let kind: String
    let orderID: OrderID?
    let granted: TokenAmount
    let reversed: TokenAmount
    let createdAt: Timestamp

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Reward.self)), .required("kind", .oneOf(Reward.Kind.self)),
        .optional("order_id", .id(Noun.Order.self), "The purchase that brought it."), .required("granted", .tokens),
        .required("reversed", .tokens, "Taken back with refunds of the purchase."), .required("created_at", .time),
    ])

    init(_ earned: EarnedReward) {
        id = earned.reward.id
        kind = earned.reward.kind.rawValue
        orderID = earned.reward.orderID
        granted = earned.reward.granted
        reversed = earned.reversed
        createdAt = earned.reward.createdAt
    }
}
