import Rewards
import Store
import Telecom

/// A reward and what was taken back of it.
public struct EarnedReward: Sendable {
    public let reward: Reward
    public let reversed: TokenAmount
}

/// What a member has in DOTM.
public struct RewardBalance: Sendable {
    public let earned: TokenAmount
    public let reversed: TokenAmount
    /// From the token journal.
    public let balance: TokenAmount
}

extension Platform {
    public func rewardBalance(of account: AccountID) async throws -> RewardBalance {
        try await store.read { transaction in
            let sums = try transaction.rewardSums(of: account)
            return RewardBalance(earned: sums.granted, reversed: sums.reversed, balance: try transaction.tokenBalance(of: account))
        }
    }

    /// The account's rewards, newest first, older than `before` when given.
    public func rewards(of account: AccountID, before: RewardID? = nil, limit: Int) async throws -> [EarnedReward] {
        try await store.read { transaction in
            try transaction.rewards(of: account, before: before, limit: limit).map {
                EarnedReward(reward: $0, reversed: try transaction.reversed($0.id))
            }
        }
    }
}
