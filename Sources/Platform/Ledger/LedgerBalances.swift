import Billing
import Rewards
import Store
import Telecom

/// The books' sums.
public struct LedgerBalances: Sendable {
    /// Of one brand.
    public let money: [LedgerBalance]
    /// Of all brands: DOTM is one.
    public let tokens: [TokenLedgerAccount: TokenAmount]
    public let outstanding: TokenAmount
}

extension Platform {
    /// Proves the whole of the books: see `SQLEngine.verifyLedger`.
    public func verifyLedger() async throws -> LedgerVerification { try await store.verifyLedger() }

    public func ledgerBalances(of brand: BrandID) async throws -> LedgerBalances {
        try await store.read { transaction in
            LedgerBalances(
                money: try transaction.ledgerBalances(brand: brand), tokens: try transaction.tokenLedgerBalances(),
                outstanding: try transaction.rewardSupply().outstanding)
        }
    }
}
