import Telecom

/// DOTM granted to a member once, for one reason.
public struct Reward: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// For joining.
        case welcome
        /// For being a founding member: all of it at joining, or the difference to `welcome` later.
        case founder
        /// A share of a paid order.
        case purchase
    }

    public let id: RewardID
    public let accountID: AccountID
    public let kind: Kind
    /// What it is for, so that nothing is rewarded twice: `welcome:acc_…`, `founder:acc_…`, `purchase:ord_…`.
    public let reference: String
    public let orderID: OrderID?
    /// What the rates say.
    public let nominal: TokenAmount
    /// What was granted: less than `nominal` only where the supply ran out.
    public let granted: TokenAmount
    public let createdAt: Timestamp

    public init(
        id: RewardID, accountID: AccountID, kind: Kind, reference: String, orderID: OrderID?, nominal: TokenAmount, granted: TokenAmount,
        createdAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.reference = reference
        self.orderID = orderID
        self.nominal = nominal
        self.granted = granted
        self.createdAt = createdAt
    }
}

/// How much has been granted and not taken back. It never passes `TokenAmount.supplyCap`: what is asked beyond it is cut.
public struct RewardSupply: Sendable, Equatable {
    public let outstanding: TokenAmount

    public init(outstanding: TokenAmount) {
        self.outstanding = outstanding
    }

    public var remaining: TokenAmount { max(.zero, .supplyCap - outstanding) }

    public func grant(_ nominal: TokenAmount) -> TokenAmount { min(max(.zero, nominal), remaining) }
}

/// What of a purchase's reward is to be taken back in all once `refunded` of `paid` was given back: the same share of it,
/// rounded half-even to a base unit. It grows with `refunded` and reaches exactly `granted`, so reversals that are each the step from
/// one such sum to the next never exceed the reward.
/// - Parameters:
///   - paid: minor units, 1...10^13.
///   - refunded: minor units in all so far, 0...paid.
public func reversedInAll(of granted: TokenAmount, refunded: Int64, paid: Int64) -> TokenAmount {
    precondition(paid > 0 && (0...paid).contains(refunded) && granted.baseUnits >= 0)
    // At most 1.1 × 10^25 base units (the cap) times 10^13 minor units: within 128 bits.
    let (quotient, remainder) = (granted.baseUnits * Int128(refunded)).quotientAndRemainder(dividingBy: Int128(paid))
    let up = remainder * 2 > Int128(paid) || (remainder * 2 == Int128(paid) && quotient % 2 == 1)
    return TokenAmount(baseUnits: quotient + (up ? 1 : 0))
}
