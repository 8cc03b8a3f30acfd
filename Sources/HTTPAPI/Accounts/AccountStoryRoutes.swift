import Billing
import Platform
import Store
import Subscribers
import Telecom

/// What staff look at when somebody asks for help.
enum AccountStoryRoutes {
    static let endpoints = [search, summary, story]

    static let search = Endpoint(
        .get, "/v1/admin/search", "searchAccounts", tag: "Accounts", "Find accounts by what people tell support",
        description: "The beginning of an address, a number, an ICCID, an IMSI, or the id of an account, a line or an order.",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: [.query("text", .text(1...254), "What to look for.", isRequired: true), .brand], output: FoundAccountsBody.self
    ) { call in
        let found = try await call.platform.searchAccounts(call.text("text") ?? "", brand: call.brandAsked, as: try call.principal)
        return FoundAccountsBody(data: found.map { AccountBody($0) })
    }

    static let summary = Endpoint(
        .get, "/v1/admin/accounts/{account_id}/summary", "getAccountSummary", tag: "Accounts", "Get an account at a glance",
        access: .role(.admin, .support, scope: "admin:read"), parameters: [.id("account_id", Noun.Account.self, "The account.")],
        output: AccountSummaryBody.self
    ) { call in
        let principal = try call.principal
        return AccountSummaryBody(try await call.platform.accountSummary(try call.id("account_id"), as: principal), for: principal)
    }

    static let story = Endpoint(
        .get, "/v1/admin/accounts/{account_id}/story", "getAccountStory", tag: "Accounts", "Tell all that happened to an account",
        description: "Newest first: orders, payments, lines, data, rewards, mails, notifications, and what others did to it.",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: [.id("account_id", Noun.Account.self, "The account.")] + .page + [
            .query("kind", .array(of: .oneOf(AccountEvent.Kind.self), count: 1...12), "May be repeated; everything unless given.")
        ],
        output: Page<AccountEventBody>.self
    ) { call in
        let page = try call.pageRequest
        let kinds = Set(call.texts("kind").compactMap(AccountEvent.Kind.init(rawValue:)))
        let rows = try await call.platform.accountStory(
            try call.id("account_id"), kinds: kinds, before: page.after.flatMap(AccountEvent.Place.init(text:)), limit: page.fetchLimit,
            as: try call.principal)
        return page.page(rows, key: \.place.text) { AccountEventBody($0) }
    }
}

extension AccountEvent.Place {
    /// As a cursor carries it.
    public var text: String { "\(at.microsecondsSince1970) \(kind.rawValue) \(number) \(subject)" }

    public init?(text: String) {
        let parts = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let at = Int64(parts[0]), let kind = AccountEvent.Kind(rawValue: String(parts[1])),
            let number = Int64(parts[2])
        else { return nil }
        self.init(at: Timestamp(microsecondsSince1970: at), kind: kind, subject: String(parts[3]), number: number)
    }
}

struct FoundAccountsBody: APIBody {
    let data: [AccountBody]

    static let schemaName = "FoundAccounts"
    static let schema = JSONSchema.object([.required("data", .array(of: .body(AccountBody.self), count: 0...20))])
}

struct AccountSummaryBody: APIBody {
    let account: AccountBody
    let lines: [LineBody]
    let memberships: [MembershipBody]
    let buckets: [BucketBody]
    let orders: [OrderBody]
    let rewards: RewardBalanceBody
    let sessionCount: Int
    let apiKeyCount: Int

    init(_ summary: AccountSummary, for principal: Principal) {
        account = AccountBody(summary.account)
        lines = summary.lines.map { LineBody($0, for: principal) }
        memberships = summary.subscriptions.map { MembershipBody($0) }
        buckets = summary.buckets.suffix(BucketsBody.greatestCount).map { BucketBody($0) }
        orders = summary.orders.map { OrderBody($0) }
        rewards = RewardBalanceBody(
            earned: summary.rewards.earned, reversed: summary.rewards.reversed, balance: summary.rewards.balance)
        sessionCount = summary.sessionCount
        apiKeyCount = summary.apiKeyCount
    }

    static let schemaName = "AccountSummary"
    static let schema = JSONSchema.object([
        .required("account", .body(AccountBody.self)), .required("lines", .array(of: .body(LineBody.self), count: 0...100)),
        .required("memberships", .array(of: .body(MembershipBody.self), count: 0...100)),
        .required("buckets", .array(of: .body(BucketBody.self), count: 0...BucketsBody.greatestCount), "Of the group; the newest."),
        .required("orders", .array(of: .body(OrderBody.self), count: 0...20), "Newest first."),
        .required("rewards", .body(RewardBalanceBody.self)), .required("session_count", .count, "Browsers that are signed in."),
        .required("api_key_count", .count, "Keys that are alive."),
    ])
}

struct AccountEventBody: APIBody {
    let at: Timestamp
    let kind: AccountEvent.Kind
    let subject: String
    let what: String
    let text: String?
    let money: Money?
    let tokens: TokenAmount?
    let units: Int64?
    let actor: String?

    init(_ event: AccountEvent) {
        at = event.place.at
        kind = event.place.kind
        subject = event.place.subject
        what = event.what
        text = event.text
        money = event.money
        tokens = event.tokens
        units = event.units
        actor = event.actor
    }

    static let schemaName = "AccountEvent"
    static let schema = JSONSchema.object([
        .required("at", .time), .required("kind", .oneOf(AccountEvent.Kind.self)),
        .required("subject", .prose(0...400), "The id of what it happened to."),
        .required("what", .text(1...100), "The state that it went into, the action, or what a mail is about."),
        .optional("text", .prose(0...10_000), "A reason, a name or a title as it is kept."), .optional("money", .money),
        .optional("tokens", .tokens), .optional("units", .count, "Granted by a bucket, in its own unit."),
        .optional("actor", .text(1...100), "Who did it."),
    ])
}
