import Telecom

/// What a brand gives its members in DOTM.
public struct RewardRates: Sendable, Equatable {
    /// Share of a paid purchase, in hundredths of a percent: 1033 is 10.33 %. 0...10,000.
    public let purchaseBasisPoints: Int
    /// For joining.
    public let welcome: TokenAmount
    /// For a founding member, in place of `welcome`.
    public let founder: TokenAmount

    public init(purchaseBasisPoints: Int, welcome: TokenAmount, founder: TokenAmount) {
        precondition((0...10_000).contains(purchaseBasisPoints), "a share is 0 to 10,000 basis points")
        self.purchaseBasisPoints = purchaseBasisPoints
        self.welcome = welcome
        self.founder = founder
    }

    /// 10.33 % of purchases, 10.33 DOTM for joining, 100.33 DOTM for founders.
    public static let standard = RewardRates(
        purchaseBasisPoints: 1033, welcome: TokenAmount("10.33")!, founder: TokenAmount("100.33")!)

    /// The share of a purchase at one US dollar a token. Exact: a cent times a basis point is 10^12 base units.
    /// - Parameter usdCents: the purchase at its price in US dollars, 0...10^13.
    public func purchase(usdCents: Int64) -> TokenAmount {
        TokenAmount(baseUnits: Int128(usdCents) * Int128(purchaseBasisPoints) * 1_000_000_000_000)
    }
}
