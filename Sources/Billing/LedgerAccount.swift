/// The chart of accounts. Debits are positive, credits negative.
public enum LedgerAccount: String, Sendable, CaseIterable {
    // Assets
    /// Money that the payment provider holds for us.
    case cashAtProvider = "cash_at_provider"
    /// Money that the provider keeps back while a dispute is open.
    case disputedCash = "disputed_cash"

    // Liabilities
    /// Paid, but not yet delivered or not yet earned by time.
    case deferredRevenue = "deferred_revenue"
    /// Refunds that are decided, but that the provider has not yet confirmed.
    case refundsPayable = "refunds_payable"
    /// Tax in what was paid and not given back, owed to the tax office.
    case taxPayable = "tax_payable"

    // Revenue
    case membershipRevenue = "revenue_memberships"
    case dataRevenue = "revenue_data"
    /// Time to talk and messages.
    case talkRevenue = "revenue_talk"
    case addOnRevenue = "revenue_add_ons"
    case esimRevenue = "revenue_esims"
    case goodsRevenue = "revenue_goods"
    /// Takes away from revenue: given back after it was earned.
    case refunds

    // Expense
    case providerFees = "provider_fees"

    /// The class of an account in double-entry bookkeeping.
    public enum Class: String, Sendable {
        case assets, liabilities, revenues, expenses
    }

    public var accountClass: Class {
        switch self {
        case .cashAtProvider, .disputedCash: .assets
        case .deferredRevenue, .refundsPayable, .taxPayable: .liabilities
        case .membershipRevenue, .dataRevenue, .talkRevenue, .addOnRevenue, .esimRevenue, .goodsRevenue, .refunds: .revenues
        case .providerFees: .expenses
        }
    }
}
