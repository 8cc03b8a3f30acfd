import Charging
import Store
import Telecom

/// A bucket as its group sees it now.
public struct BucketView: Hashable, Sendable {
    public let bucket: Bucket
    /// What became of its units; `nil` once it is closed and so old that only its sums are kept.
    public let balance: BucketBalance?
    /// Units that can be used at the time of the question; `nil` is unlimited.
    public let available: Int64?
}

extension Platform {
    /// The buckets of the account's group, oldest first. Units held by gateways that have fallen silent are available again.
    /// - Throws: `PlatformError` of kind `.notFound` when there is no such account.
    public func buckets(of account: AccountID) async throws -> [BucketView] {
        let (now, policy) = (time.now(), charging.policy)
        return try await store.read { transaction in
            let group = try transaction.groupID(of: account)
            var state = try transaction.chargingStates(of: [group])[group]!.state
            _ = try state.reclaimReservations(policy, at: now)
            let balances = Dictionary(uniqueKeysWithValues: state.buckets.map { ($0.id, $0) })
            return try transaction.buckets(of: group).map { bucket in
                let balance = balances[bucket.id]
                return BucketView(bucket: bucket, balance: balance, available: balance.map { $0.unitsLeft(at: now) } ?? 0)
            }
        }
    }
}

extension SQLTransaction {
    /// - Throws: `PlatformError` of kind `.notFound`.
    func groupID(of account: AccountID) throws -> GroupID {
        guard let row = try first("SELECT group_id FROM accounts WHERE id = $1 AND deleted_at IS NULL", account) else {
            throw PlatformError.notFound("account")
        }
        return try row.id("group_id")
    }
}
