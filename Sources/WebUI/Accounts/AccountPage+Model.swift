import Billing
import Catalog
import Platform
import Rewards
import Subscribers
import Telecom

/// A person's own page: lines, data, orders and rewards.
struct AccountPage {
    struct LineItem {
        let number: String
        let name: String?
        let state: String
        let isActive: Bool
        let activationCode: String?
        /// SVG of our own making.
        let qr: String?
    }

    struct BucketItem {
        let name: String
        let left: String
        let percent: Int
        let validity: String
    }

    struct OrderItem {
        let id: String
        let date: String
        let what: String
        let state: String
        let total: String
    }

    struct RewardItem {
        let date: String
        let why: String
        let amount: String
    }

    /// Rows of each table; older ones are in the API.
    static let mostRows = 20

    let greeting: String
    let email: String
    let isEmailUnproved: Bool
    let data: Ring
    let tokens: String
    let membership: String
    let membershipUntil: String?
    let lines: [LineItem]
    let buckets: [BucketItem]
    let hasOrders: Bool
    let orders: [OrderItem]
    let hasRewards: Bool
    let rewards: [RewardItem]

    init(_ overview: AccountOverview, catalog: Catalog, in language: Language) {
        let account = overview.account
        greeting = account.displayName.map { language.text("account.hello", ["name": $0]) } ?? language.text("account.title")
        email = account.email?.text ?? ""
        isEmailUnproved = account.email != nil && !account.isEmailVerified
        let data = overview.buckets.filter { $0.bucket.unit == .octets }
        self.data = Ring(data, in: language)
        tokens = language.tokens(overview.balance)
        let running = overview.subscriptions.first { $0.kind == .membership && $0.state.isRunning }
        membership = running?.name ?? language.text("account.no_membership")
        membershipUntil = running.map { language.text("account.until", ["day": language.day($0.periodEndsAt)]) }
        lines = overview.lines.map { LineItem($0, in: language) }
        buckets = data.map { BucketItem($0, catalog: catalog, in: language) }
        hasOrders = !overview.orders.isEmpty
        orders = overview.orders.map { order in
            OrderItem(
                id: order.id.text, date: language.day(order.placedAt), what: order.items.map(\.name).joined(separator: ", "),
                state: language.text("orders.state.\(order.state.rawValue)"), total: language.money(order.total))
        }
        hasRewards = !overview.rewards.isEmpty
        rewards = overview.rewards.map { RewardItem($0, in: language) }
    }
}

/// What the account's page is made of.
struct AccountOverview: Sendable {
    let account: Account
    let lines: [Line]
    let buckets: [BucketView]
    let subscriptions: [Subscription]
    let orders: [Order]
    let rewards: [EarnedReward]
    let balance: TokenAmount
}

extension AccountPage.LineItem {
    init(_ line: Line, in language: Language) {
        number = line.msisdn.map(language.phoneNumber) ?? language.text("lines.unnumbered")
        name = line.name
        state = language.text("lines.state.\(line.state.rawValue)")
        isActive = line.state == .active
        activationCode = line.state.isEnd ? nil : line.activationCode?.text
        qr = activationCode.flatMap { QRCode($0)?.svg }
    }
}

extension AccountPage.BucketItem {
    init(_ view: BucketView, catalog: Catalog, in language: Language) {
        let bucket = view.bucket
        name = ServiceID(bucket.serviceID).flatMap { catalog.service($0) }?.name ?? bucket.serviceID
        left =
            if let available = view.available, let granted = bucket.granted {
                language.text(
                    "account.data.left", ["left": language.volume(octets: available), "granted": language.volume(octets: granted)])
            } else { language.text("account.data.unlimited") }
        percent =
            if let available = view.available, let granted = bucket.granted, granted > 0 {
                // Counted in hundredths of the grant, so that the product cannot overflow.
                Int(min(100, available / max(1, granted / 100)))
            } else { 100 }
        validity =
            bucket.expiresAt.map { language.text("account.until", ["day": language.dayAndMinute($0)]) }
            ?? language.text("account.data.never_expires")
    }
}

extension AccountPage.RewardItem {
    init(_ earned: EarnedReward, in language: Language) {
        let reward = earned.reward
        date = language.day(reward.createdAt)
        let reason = language.text("rewards.kind.\(reward.kind.rawValue)")
        why =
            earned.reversed == .zero
            ? reason : "\(reason) \(language.text("rewards.reversed", ["amount": language.tokens(earned.reversed)]))"
        amount = "+\(language.tokens(reward.granted))"
    }
}

extension Ring {
    /// What is left of the buckets that can be used, all together.
    init(_ data: [BucketView], in language: Language) {
        if data.contains(where: { $0.available == nil }) {
            self.init(percent: 100, value: "∞", caption: language.text("account.data.unlimited"))
            return
        }
        let usable = data.filter { ($0.available ?? 0) > 0 }
        let left = usable.reduce(0) { $0 + ($1.available ?? 0) }
        let granted = usable.reduce(0) { $0 + ($1.bucket.granted ?? 0) }
        // Counted in hundredths of the grants, so that the product cannot overflow.
        self.init(
            percent: granted == 0 ? 0 : Int(left / max(1, granted / 100)), value: language.volume(octets: left),
            caption: language.text("account.data.of", ["granted": language.volume(octets: granted)]))
    }
}
