import Charging
import Store
import Telecom

extension Platform {
    /// Offers to share the group's data with whoever joins with the code.
    /// - Parameter monthlyCap: octets that the member may use in a calendar month, above zero; `nil` is no cap.
    /// - Returns: the code, shown this once, good for one account and seven days.
    /// - Throws: `PlatformError`: `.forbidden` unless the account owns the group, `.conflict` when ten invitations are open.
    public func inviteToGroup(owner: AccountID, monthlyCap: Int64?) async throws -> (code: String, expiresAt: Timestamp) {
        try checkCap(monthlyCap)
        let now = time.now()
        let expiresAt = now.adding(days: 7)
        let secret = OpaqueSecret(prefix: "grp-", randomness)
        return try await store.write { transaction in
            let group = try transaction.groupOwned(by: owner)
            guard try transaction.openInvitations(of: group, at: now) < 10 else {
                throw PlatformError(.conflict, code: "too_many_invitations", "Ten invitations are open: wait until one is used or ends.")
            }
            try transaction.insertGroupInvitation(
                codeHash: secret.digest, group: group, monthlyCap: monthlyCap, expiresAt: expiresAt, at: now)
            return (code: secret.text, expiresAt: expiresAt)
        }
    }

    func checkCap(_ cap: Int64?) throws {
        guard cap.map({ (1...ChargingUnit.greatestCount).contains($0) }) ?? true else {
            throw PlatformError.invalid("monthly_cap", "A cap is 1 to 2^50 octets.")
        }
    }
}

extension SQLTransaction {
    /// The group that the account draws on, if it is its own.
    /// - Throws: `PlatformError` of kind `.forbidden` for a member.
    func groupOwned(by account: AccountID) throws -> GroupID {
        let group = try groupID(of: account)
        guard try owner(of: group) == account else {
            throw PlatformError(.forbidden, code: "not_group_owner", "Only the group's owner may do this.")
        }
        return group
    }
}
