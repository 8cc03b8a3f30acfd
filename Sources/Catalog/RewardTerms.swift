import Telecom

/// What a member earns in DOTM, as the operator set it.
public struct RewardTerms: Sendable, Equatable {
    /// Share of a paid purchase given back, in hundredths of a percent: 1033 is 10.33 %. 0...10,000.
    public let cashbackBasisPoints: Int
    /// For joining.
    public let welcome: TokenAmount
    /// For founding members, in place of `welcome`.
    public let founder: TokenAmount

    public init(cashbackBasisPoints: Int, welcome: TokenAmount, founder: TokenAmount) {
        self.cashbackBasisPoints = cashbackBasisPoints
        self.welcome = welcome
        self.founder = founder
    }

    /// The share as people read it, such as `10.33%`.
    public var cashbackPercentage: String {
        let (whole, hundredths) = cashbackBasisPoints.quotientAndRemainder(dividingBy: 100)
        return hundredths == 0
            ? "\(whole)%" : hundredths % 10 == 0 ? "\(whole).\(hundredths / 10)%" : "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)%"
    }
}
