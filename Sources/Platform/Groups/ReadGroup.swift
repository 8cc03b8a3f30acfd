import Charging
import Store
import Telecom

/// Accounts that share data.
public struct GroupView: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public let accountID: AccountID
        public let displayName: String?
        /// Octets of the group's data that it may use in a calendar month (UTC); `nil` is no cap.
        public let monthlyCap: Int64?
        /// Octets used in the present month; counted for those that were invited.
        public let usedThisMonth: Int64
    }

    public let id: GroupID
    public let ownerID: AccountID
    public let members: [Member]
}

extension Platform {
    /// The group that an account draws its data from.
    public func group(of account: AccountID) async throws -> GroupView {
        let now = time.now()
        return try await store.read { transaction in
            let group = try transaction.groupID(of: account)
            let state = try transaction.chargingStates(of: [group])[group]!.state
            return GroupView(
                id: group, ownerID: try transaction.owner(of: group) ?? account,
                members: try transaction.members(of: group).map { id, name in
                    let member = state.members[id]
                    return GroupView.Member(
                        accountID: id, displayName: name, monthlyCap: member?.monthlyCap, usedThisMonth: member?.used(at: now) ?? 0)
                })
        }
    }
}
