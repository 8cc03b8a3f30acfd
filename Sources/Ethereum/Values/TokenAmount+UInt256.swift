import Telecom

extension UInt256 {
    /// What a token's contract calls this amount; `nil` when it is negative.
    public init?(_ amount: TokenAmount) {
        guard amount.baseUnits >= 0 else { return nil }
        self.init(amount.baseUnits.magnitude)
    }
}

extension TokenAmount {
    /// What a token's contract says; `nil` from 2^127 on, which no balance under the cap reaches.
    public init?(_ word: UInt256) {
        guard let value = word.uint128, let baseUnits = Int128(exactly: value) else { return nil }
        self.init(baseUnits: baseUnits)
    }
}
