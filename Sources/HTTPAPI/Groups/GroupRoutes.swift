import Charging
import Platform
import Telecom

enum GroupRoutes {
    static let endpoints: [Endpoint] = [get, invite, join, leave, setCap, remove]

    static let get = Endpoint(
        .get, "/v1/group", "getGroup", tag: "Groups", "Get the group whose data the caller shares",
        description: "Every account begins in a group of its own.", access: .signedIn(scope: "group:read"), output: GroupBody.self
    ) { call in
        GroupBody(try await call.platform.group(of: try call.accountID))
    }

    static let invite = Endpoint(
        .post, "/v1/group/invitations", "inviteToGroup", tag: "Groups", "Offer to share the group's data",
        description: "The code is shown this once; it is good for one account and seven days.", access: .signedIn,
        input: NewInvitationBody.self, output: InvitationBody.self, status: .created,
        errors: [
            .init(403, "not_group_owner", "Only the owner invites."), .init(409, "too_many_invitations", "Ten are open already."),
        ], isIdempotent: false
    ) { call, input in
        let invitation = try await call.platform.inviteToGroup(owner: try call.accountID, monthlyCap: input.monthlyCap)
        return InvitationBody(code: invitation.code, expiresAt: invitation.expiresAt)
    }

    static let join = Endpoint(
        .post, "/v1/group/membership", "joinGroup", tag: "Groups", "Join the group that a code invites to",
        description: "What is left of the caller's own buckets is shared from now on, and comes back when the caller leaves.",
        access: .signedIn, input: JoinGroupBody.self, output: GroupBody.self,
        errors: [
            .init(404, "invitation_not_found", "The code cannot be used."),
            .init(409, "shares_already", "The caller is a member of a group, or shares with members."),
            .init(409, "group_full", "The group has \(Platform.greatestGroup) members."),
        ]
    ) { call, input in
        try await call.platform.joinGroup(account: try call.accountID, code: input.code)
        return GroupBody(try await call.platform.group(of: try call.accountID))
    }

    static let leave = Endpoint(
        .delete, "/v1/group/membership", "leaveGroup", tag: "Groups", "Leave the group with one's own buckets", access: .signedIn,
        errors: [.init(409, "not_a_member", "The caller is in its own group.")]
    ) { call in
        try await call.platform.leaveGroup(account: try call.accountID)
    }

    static let setCap = Endpoint(
        .put, "/v1/group/members/{account_id}/cap", "setMemberCap", tag: "Groups", "Set how much a member may use in a calendar month",
        access: .signedIn, parameters: [.id("account_id", Noun.Account.self, "The member.")], input: MemberCapBody.self,
        errors: [.init(403, "not_group_owner", "Only the owner does this.")]
    ) { call, input in
        try await call.platform.shareData(owner: try call.accountID, with: try call.id("account_id"), monthlyCap: input.monthlyCap)
    }

    static let remove = Endpoint(
        .delete, "/v1/group/members/{account_id}", "removeFromGroup", tag: "Groups", "End a member's share", access: .signedIn,
        parameters: [.id("account_id", Noun.Account.self, "The member.")],
        errors: [.init(403, "not_group_owner", "Only the owner does this.")]
    ) { call in
        try await call.platform.removeFromGroup(owner: try call.accountID, member: try call.id("account_id"))
    }
}

struct GroupBody: APIBody {
    struct Member: APIBody {
        let accountID: AccountID
        let displayName: String?
        let monthlyCap: Int64?
        let usedThisMonth: Int64

        static let schemaName = "GroupMember"
        static let schema = JSONSchema.object([
            .required("account_id", .id(Noun.Account.self)), .optional("display_name", .text(0...200)),
            .optional("monthly_cap", .units, "Octets; absent without a cap."), .required("used_this_month", .integer(0...Int64.max)),
        ])
    }

    let id: GroupID
    let ownerID: AccountID
    let members: [Member]

    static let schemaName = "Group"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Group.self)), .required("owner_id", .id(Noun.Account.self)),
        .required("members", .array(of: .body(Member.self), count: 0...Platform.greatestGroup)),
    ])

    init(_ group: GroupView) {
        id = group.id
        ownerID = group.ownerID
        members = group.members.map { member in
            Member(
                accountID: member.accountID, displayName: member.displayName, monthlyCap: member.monthlyCap,
                usedThisMonth: member.usedThisMonth)
        }
    }
}

struct NewInvitationBody: APIBody {
    let monthlyCap: Int64?

    static let schemaName = "NewGroupInvitation"
    static let schema = JSONSchema.object([
        .optional("monthly_cap", .integer(1...ChargingUnit.greatestCount), "Octets that the member may use in a calendar month (UTC).")
    ])
}

struct InvitationBody: APIBody {
    let code: String
    let expiresAt: Timestamp

    static let schemaName = "GroupInvitation"
    static let schema = JSONSchema.object([.required("code", .text(1...100)), .required("expires_at", .time)])
}

struct JoinGroupBody: APIBody {
    let code: String

    static let schemaName = "JoinGroup"
    static let schema = JSONSchema.object([.required("code", .text(1...100))])
}

struct MemberCapBody: APIBody {
    let monthlyCap: Int64?

    static let schemaName = "MemberCap"
    static let schema = JSONSchema.object([
        .optional("monthly_cap", .integer(1...ChargingUnit.greatestCount), "Octets in a calendar month (UTC); no cap unless given.")
    ])
}
