import Store
import Telecom

extension Platform {
    /// Takes an account, with what is left of its own buckets, out of the group and back into its own.
    /// - Throws: `PlatformError` of kind `.conflict` when it is in its own group.
    public func leaveGroup(account: AccountID) async throws {
        try await leave(account, actor: account) { transaction in
            let group = try transaction.groupID(of: account)
            guard try transaction.owner(of: group) != account else {
                throw PlatformError(.conflict, code: "not_a_member", "The account is in its own group.")
            }
            return group
        }
    }

    /// Ends a member's share.
    /// - Throws: `PlatformError`: `.forbidden` unless `owner` owns its group, `.notFound` when it has no such member.
    public func removeFromGroup(owner: AccountID, member: AccountID) async throws {
        try await leave(member, actor: owner) { transaction in
            let group = try transaction.groupOwned(by: owner)
            try transaction.checkMember(member, of: group, owner: owner)
            return group
        }
    }

    /// Sets how many octets of the group's data a member may use in a calendar month (UTC); `nil` is no cap.
    /// - Throws: as `removeFromGroup`; `.invalid` for a cap out of range.
    public func shareData(owner: AccountID, with member: AccountID, monthlyCap: Int64?) async throws {
        try checkCap(monthlyCap)
        let now = time.now()
        try await store.write { transaction in
            let group = try transaction.groupOwned(by: owner)
            try transaction.checkMember(member, of: group, owner: owner)
            try transaction.setMonthlyCap(monthlyCap, of: member, in: group, at: now)
        }
    }

    private func leave(
        _ account: AccountID, actor: AccountID, from check: @escaping @Sendable (any SQLTransaction) throws -> GroupID
    ) async throws {
        let (now, ids) = (time.now(), randomness)
        try await store.write { transaction in
            let group = try check(transaction)
            guard let own = try transaction.ownGroup(of: account) else { throw PlatformError.notFound("group") }
            try transaction.moveAccount(account, from: group, to: own, monthlyCap: nil, at: now, ids: ids)
            try transaction.audit(
                actor: actor.text, action: "group.leave", subject: group.text, detail: ["account": account.text],
                brand: transaction.brand(of: group), at: now)
        }
    }
}

extension SQLTransaction {
    /// - Throws: `PlatformError` of kind `.notFound` unless `member` is one and not the owner.
    func checkMember(_ member: AccountID, of group: GroupID, owner: AccountID) throws {
        guard member != owner, try members(of: group).contains(where: { $0.id == member }) else { throw PlatformError.notFound("member") }
    }
}
