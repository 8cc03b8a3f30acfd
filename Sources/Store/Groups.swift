import Charging
import Telecom

extension SQLTransaction {
    /// The group that an account was made with.
    public func ownGroup(of account: AccountID) throws -> GroupID? {
        try first("SELECT id FROM groups WHERE owner_account_id = $1 ORDER BY created_at, id LIMIT 1", account)?.id("id")
    }

    public func owner(of group: GroupID) throws -> AccountID? {
        try first("SELECT owner_account_id FROM groups WHERE id = $1", group)?.id("owner_account_id")
    }

    /// The accounts that draw on a group, in order of their ids, with the names that they go by.
    public func members(of group: GroupID) throws -> [(id: AccountID, displayName: String?)] {
        try query("SELECT id, display_name FROM accounts WHERE group_id = $1 AND deleted_at IS NULL ORDER BY id", group).map {
            (id: try $0.id("id"), displayName: try $0.optionalText("display_name"))
        }
    }

    public func insertGroupInvitation(codeHash: [UInt8], group: GroupID, monthlyCap: Int64?, expiresAt: Timestamp, at time: Timestamp)
        throws
    {
        try execute(
            "INSERT INTO group_invitations (code_hash, group_id, monthly_cap, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
            codeHash,
            group, monthlyCap, time, expiresAt)
    }

    /// Invitations of a group that can still be used.
    public func openInvitations(of group: GroupID, at time: Timestamp) throws -> Int64 {
        try first(
            "SELECT COUNT(*) AS count FROM group_invitations WHERE group_id = $1 AND used_at IS NULL AND expires_at > $2", group, time)!
            .integer("count")
    }

    /// Uses an invitation up.
    /// - Returns: what it invites to; `nil` when there is none with this code that can still be used.
    public func useGroupInvitation(codeHash: [UInt8], by account: AccountID, at time: Timestamp) throws
        -> (group: GroupID, monthlyCap: Int64?)?
    {
        try first(
            """
            UPDATE group_invitations SET used_by = $2, used_at = $3
            WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $3 RETURNING group_id, monthly_cap
            """, codeHash, account, time
        ).map { (group: try $0.id("group_id"), monthlyCap: try $0.optionalInteger("monthly_cap")) }
    }

    /// Moves an account into another group, and what is left of its own buckets along with it. Its open sessions end here: what they had
    /// reserved is released first, and what their gateways still report is debited in the new group.
    public func moveAccount(
        _ account: AccountID, from old: GroupID, to new: GroupID, monthlyCap: Int64?, at time: Timestamp, ids: Randomness
    ) throws {
        let state = try chargingStates(of: [old])[old]!.state
        let sessions = state.sessions.values.filter { $0.accountID == account }.map(\.number).sorted()
        if !sessions.isEmpty {
            try appendToChargingJournal(.reclaimed(sessions.map { Reclaim(session: $0, closes: true) }), of: old, at: time)
        }
        let facts = Dictionary(uniqueKeysWithValues: try buckets(of: old).map { ($0.id, $0) })
        for balance in state.buckets where balance.accountID == account && !balance.isExpired(at: time) && balance.remaining != 0 {
            guard let bucket = facts[balance.id], !balance.isWithdrawn else { continue }
            let origin = try first("SELECT origin_id FROM buckets WHERE id = $1", bucket.id)?.optionalID("origin_id", of: Noun.Bucket.self)
            let left = try withdraw(bucket.id, from: old, at: time)
            guard bucket.granted == nil || (left ?? 0) > 0 else { continue }
            try grantBucket(
                Bucket(
                    id: BucketID(at: time, ids), groupID: new, accountID: account, unit: bucket.unit, granted: left,
                    priority: bucket.priority, startsAt: bucket.startsAt, expiresAt: bucket.expiresAt, serviceID: bucket.serviceID,
                    orderID: bucket.orderID), origin: origin ?? bucket.id, at: time)
        }
        try appendToChargingJournal(.left(account), of: old, at: time)
        try appendToChargingJournal(.joined(account, monthlyCap: monthlyCap), of: new, at: time)
        try execute("UPDATE accounts SET group_id = $2 WHERE id = $1", account, new)
    }

    /// Sets how many octets of the group's data a member may use in a calendar month (UTC); `nil` is no cap.
    public func setMonthlyCap(_ cap: Int64?, of member: AccountID, in group: GroupID, at time: Timestamp) throws {
        try appendToChargingJournal(.joined(member, monthlyCap: cap), of: group, at: time)
    }
}
