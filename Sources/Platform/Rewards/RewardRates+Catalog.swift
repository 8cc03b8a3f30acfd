import Catalog
import Rewards

extension RewardRates {
    /// What the brand's catalogue promises.
    public init(_ terms: RewardTerms) {
        self.init(purchaseBasisPoints: terms.cashbackBasisPoints, welcome: terms.welcome, founder: terms.founder)
    }
}
