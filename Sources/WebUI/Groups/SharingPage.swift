import HTTPAPI
import Platform
import Telecom

/// Who shares one's data, or whose data one shares.
struct SharingPage {
    struct Member {
        let id: String
        let name: String
        let used: String
        let cap: String
        let isSelf: Bool
        let canRemove: Bool
    }

    /// One shares one's own data, alone or with others.
    let isOwner: Bool
    let isAlone: Bool
    let members: [Member]
    let cap: Field
    let code: Field
    /// A new invitation, shown this once.
    let invitation: String?
    let problem: String?

    init(
        _ group: GroupView, of account: AccountID, invitation: String? = nil, problem: String? = nil, capProblem: String? = nil,
        codeProblem: String? = nil, typedCap: String? = nil, typedCode: String? = nil, in language: Language
    ) {
        isOwner = group.ownerID == account
        isAlone = group.members.count == 1
        let isOwner = isOwner
        members = group.members.map { member in
            let isSelf = member.accountID == account
            let used = language.volume(octets: member.usedThisMonth)
            return Member(
                id: member.accountID.text,
                name: member.displayName ?? (isSelf ? language.text("sharing.you") : language.text("sharing.unnamed")),
                used: language.text("sharing.used", ["volume": used]),
                cap: member.monthlyCap.map { language.text("sharing.cap", ["volume": language.volume(octets: $0)]) }
                    ?? language.text("sharing.no_cap"), isSelf: isSelf && member.displayName != nil, canRemove: isOwner && !isSelf)
        }
        cap = Field(
            "gigabytes", language.text("sharing.invite.cap"), value: typedCap, hint: language.text("sharing.invite.cap_hint"),
            problem: capProblem, inputmode: "numeric", isOptional: true, maxLength: 6)
        code = Field(
            "code", language.text("sharing.join.code"), value: typedCode, hint: language.text("sharing.join.code_hint"),
            problem: codeProblem, autocomplete: "off", maxLength: 100)
        self.invitation = invitation
        self.problem = problem
    }
}

enum SharingRoutes {
    static let endpoints: [Endpoint] = [show, invite, join, leave, remove].map { $0.asPage() }

    static let show = Endpoint(
        .get, "/sharing", "showSharing", tag: "Pages", "Show who shares data", access: .signedIn, parameters: [.done],
        produces: ["text/html"]
    ) { call in
        try await call.sharingPage { SharingPage($0, of: $1, in: call.language) }.content()
    }

    static let invite = Endpoint(
        .post, "/sharing/invitations", "inviteByForm", tag: "Pages", "Offer to share one's data", access: .signedIn,
        input: InvitationForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        let text = form.gigabytes ?? ""
        let gigabytes = Int64(text)
        guard text.isEmpty || gigabytes.map({ (1...999_999).contains($0) }) == true else {
            return try await call.sharingPage {
                SharingPage($0, of: $1, capProblem: call.language.text("sharing.invite.cap_problem"), typedCap: text, in: call.language)
            }.content(status: .unprocessableContent)
        }
        do {
            let invitation = try await call.platform.inviteToGroup(
                owner: call.accountID, monthlyCap: gigabytes.map { DataVolume.gigabytes($0).octets })
            return try await call.sharingPage { SharingPage($0, of: $1, invitation: invitation.code, in: call.language) }.content()
        } catch let error as PlatformError where error.kind == .conflict {
            let problem = call.language.refusal(error)
            return try await call.sharingPage { SharingPage($0, of: $1, problem: problem, in: call.language) }
                .content(status: .unprocessableContent)
        }
    }

    static let join = Endpoint(
        .post, "/sharing/membership", "joinGroupByForm", tag: "Pages", "Share the data of who invites", access: .signedIn,
        input: JoinGroupForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        do {
            try await call.platform.joinGroup(account: call.accountID, code: form.code.trimmed())
        } catch let error as PlatformError where error.kind == .conflict || error.kind == .notFound {
            let problem = call.language.refusal(error)
            return try await call.sharingPage {
                SharingPage($0, of: $1, codeProblem: problem, typedCode: form.code, in: call.language)
            }.content(status: .unprocessableContent)
        }
        return .seeOther("/sharing", done: "group_joined")
    }

    static let leave = Endpoint(
        .post, "/sharing/departure", "leaveGroupByForm", tag: "Pages", "Share no more", access: .signedIn, input: BareForm.self,
        inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.leaveGroup(account: call.accountID)
        return .seeOther("/sharing", done: "group_left")
    }

    static let remove = Endpoint(
        .post, "/sharing/members/{account_id}/removal", "removeMemberByForm", tag: "Pages", "End a member's share", access: .signedIn,
        parameters: [.id("account_id", Noun.Account.self, "The member.")], input: BareForm.self, inputForm: .urlEncoded,
        produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.removeFromGroup(owner: call.accountID, member: call.id("account_id"))
        return .seeOther("/sharing", done: "member_removed")
    }
}

struct InvitationForm: APIBody {
    let formToken: String
    let gigabytes: String?

    static let schema = JSONSchema.object([.required("form_token", .formToken), .optional("gigabytes", .text(0...20))])
}

struct JoinGroupForm: APIBody {
    let formToken: String
    let code: String

    static let schema = JSONSchema.object([.required("form_token", .formToken), .required("code", .text(1...100))])
}

extension Call {
    fileprivate func sharingPage(_ model: (GroupView, AccountID) -> SharingPage) async throws -> Page<SharingPage> {
        let account = try accountID
        let group = try await platform.group(of: account)
        return page(language.text("sharing.title"), at: .profile, note: note, model(group, account))
    }
}
