import Billing
import Catalog
import Platform
import Rewards
import Subscribers
import Telecom

/// A person's own first page: what is left, what was used, what needs attention, and the way to more.
struct AccountPage {
    struct Alert {
        let text: String
        let path: String
        let label: String
    }

    struct TopUp {
        let id: String
        let name: String
        let price: String
    }

    struct BucketItem {
        let name: String
        let left: String
        let validity: String
        let percent: Int
        let isLow: Bool
    }

    /// Lines whose usage is counted, and rows of each list.
    static let mostRows = 20

    let greeting: String
    let alerts: [Alert]
    let data: Ring?
    /// What the offline page tells again.
    let dataText: String
    /// Of the only bucket of data; several stand one by one in `buckets`, and whatever there is of talk and messages.
    let validity: String?
    let topUps: [TopUp]
    let buckets: [BucketItem]
    let membership: String?
    let membershipUntil: String?
    let daysLeft: String?
    let tokens: String
    let usage: UsageChart?
    let lines: [LineRow]
    let hasLines: Bool
    let orders: [OrderRow]
    let hasOrders: Bool
    /// `nil` where there is no beta programme.
    let beta: BetaCard?

    init(_ overview: AccountOverview, catalog: Catalog, at now: Timestamp, in language: Language) {
        greeting =
            overview.account.displayName.map { language.text("account.hello", ["name": $0]) } ?? language.text("account.title")
        let left = overview.buckets.filter { $0.available != 0 }
        let usable = left.filter { $0.bucket.unit == .octets }
        data = usable.isEmpty ? nil : Ring(usable, in: language)
        dataText = data.map { "\($0.value) \($0.caption)" } ?? language.text("account.data.empty")
        let items = usable.map { BucketItem($0, catalog: catalog, in: language) }
        let talk = left.filter { $0.bucket.unit != .octets }.map { BucketItem($0, catalog: catalog, in: language) }
        buckets = (items.count > 1 ? items : []) + talk
        validity = items.count == 1 ? items[0].validity : nil
        topUps = catalog.services.filter(\.isTopUp).prefix(3).map {
            TopUp(id: $0.id.text, name: $0.name, price: $0.price[.usd].map(language.money) ?? "–")
        }
        let running = overview.subscriptions.first { $0.kind == .membership && $0.state.isRunning }
        membership = running.map { catalog.text($0.name, in: language) }
        membershipUntil = running.map { running in
            let day = language.day(running.periodEndsAt)
            return running.cancelRequestedAt == nil
                ? language.text("account.renews", ["day": day]) : language.text("account.ends", ["day": day])
        }
        daysLeft = running.map { language.text("account.days_left", count: max(0, $0.periodEndsAt.seconds(since: now) / 86_400)) }
        tokens = language.tokens(overview.balance)
        lines = overview.lines.filter { !$0.state.isEnd }.map { LineRow($0, in: language) }
        hasLines = !lines.isEmpty
        usage = overview.usage.map { UsageChart($0, over: overview.span, path: "/account", in: language) }
        orders = overview.orders.prefix(3).map { OrderRow($0, catalog: catalog, in: language) }
        hasOrders = !orders.isEmpty
        beta = BetaCard(overview.beta, isEmailVerified: overview.account.isEmailVerified, in: language)
        alerts = Self.alerts(overview, data: data, in: language)
    }

    private static func alerts(_ overview: AccountOverview, data: Ring?, in language: Language) -> [Alert] {
        var alerts: [Alert] = []
        if let order = overview.orders.first(where: { $0.isPayable && $0.renews == nil }) {
            alerts.append(
                Alert(
                    text: language.text("account.alerts.unpaid"), path: "/orders/\(order.id)",
                    label: language.text("account.alerts.unpaid_action")))
        }
        if overview.subscriptions.contains(where: { $0.state == .pastDue }) {
            alerts.append(
                Alert(
                    text: language.text("account.alerts.past_due"), path: "/plans", label: language.text("account.alerts.past_due_action")))
        }
        if let data, data.isLow, data.percent < 100 {
            alerts.append(
                Alert(text: language.text("account.alerts.low"), path: "#top-up", label: language.text("account.alerts.low_action")))
        }
        if let line = overview.lines.first(where: { $0.state == .suspended }) {
            alerts.append(
                Alert(
                    text: language.text("account.alerts.suspended"), path: "/lines/\(line.id)",
                    label: language.text("account.alerts.suspended_action")))
        }
        if overview.account.email != nil, !overview.account.isEmailVerified {
            alerts.append(
                Alert(
                    text: language.text("account.alerts.unconfirmed"), path: "/profile",
                    label: language.text("account.alerts.unconfirmed_action")))
        }
        return alerts
    }
}

/// What the account's page is made of.
struct AccountOverview: Sendable {
    let account: Account
    let lines: [Line]
    let buckets: [BucketView]
    let subscriptions: [Subscription]
    let orders: [Order]
    let balance: TokenAmount
    let beta: BetaStanding
    /// `nil` when no line was ever active.
    let usage: [(start: Timestamp, octets: Int64)]?
    let span: UsageSpan
}

extension Service {
    /// Data that is bought once and used up.
    var isTopUp: Bool {
        if case .bucket(.data, _, _, _) = fulfilment { kind == .oneTimePurchase } else { false }
    }
}

extension AccountPage.BucketItem {
    init(_ view: BucketView, catalog: Catalog, in language: Language) {
        let bucket = view.bucket
        name = ServiceID(bucket.serviceID).flatMap { catalog.service($0) }?.name ?? bucket.serviceID
        if let available = view.available, let granted = bucket.granted, granted > 0 {
            func text(_ units: Int64) -> String {
                switch bucket.unit {
                case .octets: language.volume(octets: units)
                case .seconds: "\(units / 60):\(units % 60 < 10 ? "0" : "")\(units % 60)"
                case .messages: language.number(units)
                }
            }
            left = language.text("account.data.left", ["left": text(available), "granted": text(granted)])
            // Counted in hundredths of the grant, so that the product cannot overflow.
            percent = Int(min(100, available / max(1, granted / 100)))
        } else {
            left = language.text("account.data.unlimited")
            percent = 100
        }
        isLow = percent <= 10
        validity =
            bucket.expiresAt.map { language.text("account.until", ["day": language.dayAndMinute($0)]) }
            ?? language.text("account.data.never_expires")
    }
}

extension Ring {
    /// What is left of the buckets that can be used, all together.
    init(_ usable: [BucketView], in language: Language) {
        if usable.contains(where: { $0.available == nil }) {
            self.init(percent: 100, value: "∞", caption: language.text("account.data.unlimited"))
            return
        }
        let left = usable.reduce(0) { $0 + ($1.available ?? 0) }
        let granted = usable.reduce(0) { $0 + ($1.bucket.granted ?? 0) }
        // Counted in hundredths of the grants, so that the product cannot overflow.
        self.init(
            percent: granted == 0 ? 0 : Int(left / max(1, granted / 100)), value: language.volume(octets: left),
            caption: language.text("account.data.of", ["granted": language.volume(octets: granted)]))
    }
}
