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
        let granted: String
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
    let dataLeft: String
    let tokens: String
    let membership: String
    let membershipUntil: String?
    let lines: [LineItem]
    let buckets: [BucketItem]
    let hasOrders: Bool
    let orders: [OrderItem]
    let hasRewards: Bool
    let rewards: [RewardItem]

    init(_ overview: AccountOverview, catalog: Catalog) {
        let account = overview.account
        greeting = account.displayName.map { "Hello, \($0)" } ?? "Your account"
        email = account.email?.text ?? ""
        isEmailUnproved = account.email != nil && !account.isEmailVerified
        let data = overview.buckets.filter { $0.bucket.unit == .octets }
        dataLeft =
            data.contains { $0.available == nil }
            ? "Unlimited" : DataVolume(octets: data.reduce(0) { $0 + ($1.available ?? 0) }).description
        tokens = overview.balance.description
        let running = overview.subscriptions.first { $0.kind == .membership && $0.state.isRunning }
        membership = running?.name ?? "None"
        membershipUntil = running.map { $0.periodEndsAt.day }
        lines = overview.lines.map(LineItem.init)
        buckets = data.map { BucketItem($0, catalog: catalog) }
        hasOrders = !overview.orders.isEmpty
        orders = overview.orders.map { order in
            OrderItem(
                id: order.id.text, date: order.placedAt.day, what: order.items.map(\.name).joined(separator: ", "),
                state: order.state.rawValue.replacing("_", with: " "), total: order.total.text)
        }
        hasRewards = !overview.rewards.isEmpty
        rewards = overview.rewards.map(RewardItem.init)
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
    init(_ line: Line) {
        number = line.msisdn?.text ?? "Your line"
        name = line.name
        state = line.state.rawValue.replacing("_", with: " ")
        isActive = line.state == .active
        activationCode = line.state.isEnd ? nil : line.activationCode?.text
        qr = activationCode.flatMap { QRCode($0)?.svg }
    }
}

extension AccountPage.BucketItem {
    init(_ view: BucketView, catalog: Catalog) {
        let bucket = view.bucket
        name = ServiceID(bucket.serviceID).flatMap { catalog.service($0) }?.name ?? bucket.serviceID
        left = view.available.map { DataVolume(octets: $0).description } ?? "Unlimited"
        granted = bucket.granted.map { DataVolume(octets: $0).description } ?? "unlimited"
        percent =
            if let available = view.available, let granted = bucket.granted, granted > 0 {
                // Counted in hundredths of the grant, so that the product cannot overflow.
                Int(min(100, available / max(1, granted / 100)))
            } else { 100 }
        validity = bucket.expiresAt.map { "Until \($0.dayAndMinute)" } ?? "Never expires"
    }
}

extension AccountPage.RewardItem {
    init(_ earned: EarnedReward) {
        let reward = earned.reward
        date = reward.createdAt.day
        let reason =
            switch reward.kind {
            case .welcome: "Welcome"
            case .founder: "Founding member"
            case .purchase: "Purchase"
            }
        why = earned.reversed == .zero ? reason : "\(reason) (taken back: \(earned.reversed))"
        amount = "+\(reward.granted)"
    }
}

extension MSISDN {
    /// As people write it: `+1 202-555-0147` in North America, else the digits behind a plus.
    fileprivate var text: String {
        guard digits.hasPrefix("1"), digits.count == 11 else { return "+\(digits)" }
        let parts = [digits.dropFirst().prefix(3), digits.dropFirst(4).prefix(3), digits.dropFirst(7)]
        return "+1 " + parts.joined(separator: "-")
    }
}
