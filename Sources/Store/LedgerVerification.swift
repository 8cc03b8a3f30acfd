import Billing
import Rewards
import Telecom

/// What a walk over the whole of the books found.
public struct LedgerVerification: Sendable, Equatable {
    public var transactions: Int64 = 0
    public var orders: Int64 = 0
    public var invoices: Int64 = 0
    public var tokenTransactions: Int64 = 0
    /// The sum of every account of every brand, by currency: zero each.
    public var sums: [Currency: Int64] = [:]
    /// All that was granted and not taken back.
    public var outstanding = TokenAmount.zero
    /// What is wrong, in words; the first hundred.
    public internal(set) var problems: [String] = []

    public var holds: Bool { problems.isEmpty }

    mutating func expect(_ isRight: Bool, _ problem: @autoclosure () -> String) {
        if !isRight, problems.count < 100 { problems.append(problem()) }
    }
}

/// Rows that are read at a time.
private let ledgerPage = 500

extension SQLEngine {
    /// Proves the books, page by page: every transaction balances, the accounts sum to zero in each currency, what orders say was paid, given back
    /// and earned is what the books say, invoice numbers have no gaps, rewards are exact and equal the token journal, and the cap is kept.
    /// Each page is a snapshot of its own, so a purchase that is under way between two pages may show as a difference that is gone
    /// the next time; on books at rest there is none.
    public func verifyLedger() async throws -> LedgerVerification {
        var found = LedgerVerification()
        try await verifyTransactions(&found)
        try await verifyOrders(&found)
        try await verifyInvoices(&found)
        try await verifyTokens(&found)
        return found
    }

    /// Hands over the whole of the books, oldest first, in pages. Each page is a snapshot of its own.
    public func forEachLedgerTransaction(_ body: (LedgerTransaction) throws -> Void) async throws {
        var last: JournalEntryID?
        while true {
            let after = last
            let page = try await read { try $0.ledgerTransactions(after: after, limit: ledgerPage) }
            for transaction in page { try body(transaction) }
            guard page.count == ledgerPage, let end = page.last else { break }
            last = end.id
        }
    }

    private func verifyTransactions(_ found: inout LedgerVerification) async throws {
        try await forEachLedgerTransaction { transaction in
            found.expect(!transaction.entries.isEmpty, "\(transaction.id) has no entries")
            for rest in transaction.imbalance { found.expect(false, "\(transaction.id) (\(transaction.reference)) is off by \(rest)") }
            for entry in transaction.entries { found.sums[entry.amount.currency, default: 0] += entry.amount.minorUnits }
            found.transactions += 1
        }
        for (currency, sum) in found.sums { found.expect(sum == 0, "\(currency.rawValue) sums to \(sum)") }
        var balances: [Currency: Int64] = [:]
        for balance in try await read({ try $0.ledgerBalances() }) {
            balances[balance.balance.currency, default: 0] += balance.balance.minorUnits
        }
        for (currency, sum) in balances { found.expect(sum == 0, "the accounts in \(currency.rawValue) sum to \(sum)") }
    }

    private func verifyOrders(_ found: inout LedgerVerification) async throws {
        var last: OrderID?
        while true {
            let (after, before) = (last, found)
            let (page, result) = try await read { transaction in
                var found = before
                let page = try transaction.orders(after: after, limit: ledgerPage)
                for order in page { try transaction.verify(order, &found) }
                return (page, found)
            }
            found = result
            found.orders += Int64(page.count)
            guard page.count == ledgerPage, let end = page.last else { break }
            last = end.id
        }
    }

    private func verifyInvoices(_ found: inout LedgerVerification) async throws {
        for (brand, newest, count) in try await read({ try $0.invoiceNumbers() }) {
            found.invoices += count
            found.expect(newest == count, "\(brand) has \(count) invoices, the newest is number \(newest)")
        }
    }

    private func verifyTokens(_ found: inout LedgerVerification) async throws {
        var last: JournalEntryID?
        while true {
            let after = last
            let page = try await read { try $0.tokenTransactions(after: after, limit: ledgerPage) }
            for transaction in page {
                let sum = transaction.entries.reduce(TokenAmount.zero) { $0 + $1.amount }
                found.expect(
                    sum == .zero && !transaction.entries.isEmpty, "\(transaction.id) (\(transaction.reference)) is off by \(sum) DOTM")
            }
            found.tokenTransactions += Int64(page.count)
            guard page.count == ledgerPage, let end = page.last else { break }
            last = end.id
        }
        let (granted, reversed, owed, supply) = try await read { transaction in
            let sums = try transaction.rewardSums()
            let journal = try transaction.tokenLedgerBalances()
            return (sums.granted, sums.reversed, -(journal[.rewardsLiability] ?? .zero), try transaction.rewardSupply().outstanding)
        }
        found.outstanding = granted - reversed
        found.expect(owed == granted - reversed, "rewards less reversals are \(granted - reversed) DOTM, the token journal owes \(owed)")
        found.expect(supply == owed, "the supply counter says \(supply) DOTM, the token journal \(owed)")
        found.expect(supply <= .supplyCap, "\(supply) DOTM are more than the cap")
    }
}

extension SQLTransaction {
    /// Holds one order against its payments, refunds, the books and its reward.
    fileprivate func verify(_ order: Order, _ found: inout LedgerVerification) throws {
        let payments = try payments(of: order.id)
        let refunds = try refunds(of: order.id)
        let charged = payments.filter(\.isCharged)
        let returned = Set(payments.filter { $0.state == .returned }.map(\.id))
        found.expect(charged.count <= 1, "\(order.id) was charged \(charged.count) times")
        let isPaid = order.paidAt != nil && order.total.minorUnits > 0
        found.expect((charged.first != nil) == isPaid, "\(order.id) is \(order.state.rawValue), but its payments say otherwise")
        for payment in charged { found.expect(payment.amount == order.total, "\(payment.id) differs from its order") }

        let ofSale = refunds.filter { !returned.contains($0.paymentID) }.reduce(0) { $0 + $1.amount.minorUnits }
        found.expect(ofSale == order.refunded.minorUnits, "\(order.id) says \(order.refunded) were given back, its refunds say \(ofSale)")
        let came = payments.filter { $0.isCharged || $0.state == .returned }.reduce(0) { $0 + $1.amount.minorUnits }
        let paidBack = refunds.filter { $0.state == .succeeded }.reduce(0) { $0 + $1.amount.minorUnits }
        let owed = refunds.filter { $0.state == .processing }.reduce(0) { $0 + $1.amount.minorUnits }

        let books = try ledgerBalances(order: order.id)
        func sum(_ accounts: LedgerAccount...) -> Int64 { accounts.reduce(0) { $0 + books[$1, default: 0] } }
        let money = sum(.cashAtProvider, .disputedCash, .providerFees)
        found.expect(money == came - paidBack, "\(order.id): the books have \(money), payments less refunds are \(came - paidBack)")
        found.expect(sum(.refundsPayable) == -owed, "\(order.id): the books owe \(-sum(.refundsPayable)), refunds under way are \(owed)")
        let left = order.paidAt == nil ? 0 : order.total.minorUnits - order.refunded.minorUnits
        let kept = -sum(
            .deferredRevenue, .membershipRevenue, .dataRevenue, .talkRevenue, .addOnRevenue, .esimRevenue, .goodsRevenue, .refunds,
            .taxPayable)
        found.expect(kept == left, "\(order.id): the books keep \(kept), the order \(left)")
        let back = try refundedUnits(of: order.id)
        let tax = isPaid ? order.items.reduce(0) { $0 + $1.tax(of: $1.quantity - back[$1.position, default: 0]).minorUnits } : 0
        found.expect(-sum(.taxPayable) == tax, "\(order.id): the books owe \(-sum(.taxPayable)) of tax, the order holds \(tax)")
        found.expect(sum(.deferredRevenue) <= 0, "\(order.id): more was earned than was paid")

        guard let reward = try reward(reference: "purchase:\(order.id)") else {
            found.expect(!isPaid, "\(order.id) was paid without a reward")
            return
        }
        let reversed = try reversed(reward.id)
        let basisPoints = rate(of: reward.nominal, usdCents: order.rewardBase)
        found.expect(
            basisPoints.map { (0...10_000).contains($0) } ?? false && reward.granted <= reward.nominal,
            "\(reward.id) is \(reward.granted) of \(reward.nominal) DOTM for \(order.rewardBase) US cents")
        found.expect(
            reversed == reversedInAll(of: reward.granted, refunded: order.refunded.minorUnits, paid: order.total.minorUnits),
            "\(reward.id): \(reversed) DOTM were taken back for \(order.refunded)")
    }
}

/// The share that a reward was counted with, whatever the rates are today; `nil` when it is not exactly a share in basis points.
private func rate(of nominal: TokenAmount, usdCents: Int64) -> Int128? {
    guard usdCents > 0 else { return nominal == .zero ? 0 : nil }
    let (share, rest) = nominal.baseUnits.quotientAndRemainder(dividingBy: Int128(usdCents) * 1_000_000_000_000)
    return rest == 0 ? share : nil
}
