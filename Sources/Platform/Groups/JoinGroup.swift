import Store
import Telecom

extension Platform {
    /// Makes an account a member of the group that the code invites to. What is left of its own buckets goes along, shared from now on,
    /// and comes back when it leaves.
    /// - Throws: `PlatformError`: `.notFound` when the code cannot be used, `.conflict` when the account shares its own data with others,
    ///   is a member already, or the group has 20 members.
    public func joinGroup(account: AccountID, code: String) async throws {
        let (now, ids) = (time.now(), randomness)
        let hash = OpaqueSecret.digest(code)
        try await store.write { transaction in
            let old = try transaction.groupID(of: account)
            guard try transaction.owner(of: old) == account, try transaction.members(of: old).count == 1 else {
                throw PlatformError(.conflict, code: "shares_already", "Leave the present group, or end sharing, before joining another.")
            }
            guard let invitation = try transaction.useGroupInvitation(codeHash: hash, by: account, at: now), invitation.group != old,
                try transaction.brand(of: invitation.group) == transaction.brand(of: old)
            else { throw PlatformError(.notFound, code: "invitation_not_found", "There is no such invitation, or it has ended.") }
            guard try transaction.members(of: invitation.group).count < Self.greatestGroup else {
                throw PlatformError(.conflict, code: "group_full", "A group has at most \(Self.greatestGroup) members.")
            }
            try transaction.moveAccount(account, from: old, to: invitation.group, monthlyCap: invitation.monthlyCap, at: now, ids: ids)
            try transaction.audit(
                actor: account.text, action: "group.join", subject: invitation.group.text, detail: ["account": account.text],
                brand: transaction.brand(of: old), at: now)
        }
    }

    /// Members that a group may have, its owner among them.
    public static let greatestGroup = 20
}

extension SQLTransaction {
    func brand(of group: GroupID) throws -> BrandID {
        guard let row = try first("SELECT brand_id FROM groups WHERE id = $1", group) else { throw PlatformError.notFound("group") }
        return try row.id("brand_id")
    }
}
