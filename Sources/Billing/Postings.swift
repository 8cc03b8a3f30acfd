import Telecom

/// How each event is booked. Every function gives entries that balance.
public enum Postings {
    /// The provider has charged `amount` and keeps `fee` of it; `tax` of it is not ours.
    public static func payment(_ amount: Money, fee: Money, tax: Money) -> [LedgerEntry] {
        [
            LedgerEntry(.cashAtProvider, amount - fee), LedgerEntry(.providerFees, fee), LedgerEntry(.deferredRevenue, tax - amount),
            LedgerEntry(.taxPayable, -tax),
        ]
    }

    /// Something paid was delivered at once, or a part of a period has passed.
    public static func earned(_ amount: Money, as revenue: LedgerAccount) -> [LedgerEntry] {
        [LedgerEntry(.deferredRevenue, amount), LedgerEntry(revenue, -amount)]
    }

    /// A refund is decided. `tax` of it is no longer owed, `unearned` of it was still deferred; the rest is taken from what was earned.
    public static func refund(_ amount: Money, unearned: Money, tax: Money) -> [LedgerEntry] {
        [
            LedgerEntry(.deferredRevenue, unearned), LedgerEntry(.taxPayable, tax), LedgerEntry(.refunds, amount - unearned - tax),
            LedgerEntry(.refundsPayable, -amount),
        ]
    }

    /// The provider has given it back. It does not return its fee.
    public static func refundPaid(_ amount: Money) -> [LedgerEntry] {
        [LedgerEntry(.refundsPayable, amount), LedgerEntry(.cashAtProvider, -amount)]
    }

    public static func disputeOpened(_ amount: Money) -> [LedgerEntry] {
        [LedgerEntry(.disputedCash, amount), LedgerEntry(.cashAtProvider, -amount)]
    }

    public static func disputeWon(_ amount: Money) -> [LedgerEntry] {
        [LedgerEntry(.cashAtProvider, amount), LedgerEntry(.disputedCash, -amount)]
    }

    /// The held money is gone; it pays the refund that the lost dispute is.
    public static func disputeLost(_ amount: Money) -> [LedgerEntry] {
        [LedgerEntry(.refundsPayable, amount), LedgerEntry(.disputedCash, -amount)]
    }
}
