import Billing
import Platform
import Telecom

enum MembershipRoutes {
    static let endpoints: [Endpoint] = [list, read, cancel, keep]

    static let list = Endpoint(
        .get, "/v1/memberships", "listMemberships", tag: "Memberships", "List your memberships and add-ons, newest first",
        access: .signedIn(scope: "billing:read"), parameters: .page, output: Page<MembershipBody>.self
    ) { call in
        let page = try call.pageRequest
        let found = try await call.platform.subscriptions(
            of: try call.accountID, before: page.after.flatMap { SubscriptionID($0) }, limit: page.fetchLimit)
        return page.page(found, key: \.id.text) { MembershipBody($0) }
    }

    static let read = Endpoint(
        .get, "/v1/memberships/{membership_id}", "getMembership", tag: "Memberships", "Read a membership or add-on",
        access: .signedIn(scope: "billing:read"), parameters: [membershipID], output: MembershipBody.self
    ) { call in
        MembershipBody(try await call.platform.subscription(try call.id("membership_id"), as: try call.principal))
    }

    static let cancel = Endpoint(
        .post, "/v1/memberships/{membership_id}/cancellation", "cancelMembership", tag: "Memberships",
        "Let a membership or add-on end with its paid period", access: .signedIn(scope: "billing:write"), parameters: [membershipID],
        output: MembershipBody.self, errors: [ended]
    ) { call in
        MembershipBody(try await call.platform.setCancellation(of: try call.id("membership_id"), true, as: try call.principal))
    }

    static let keep = Endpoint(
        .delete, "/v1/memberships/{membership_id}/cancellation", "keepMembership", tag: "Memberships", "Take a cancellation back",
        access: .signedIn(scope: "billing:write"), parameters: [membershipID], output: MembershipBody.self, errors: [ended]
    ) { call in
        MembershipBody(try await call.platform.setCancellation(of: try call.id("membership_id"), false, as: try call.principal))
    }

    private static let membershipID = Parameter.id("membership_id", Noun.Subscription.self, "The membership or add-on.")
    private static let ended = Endpoint.DocumentedError(409, "membership_ended", "It has ended already.")
}

struct MembershipBody: APIBody {
    let id: SubscriptionID
    let kind: String
    let serviceID: ServiceID
    let name: String
    let state: String
    let price: Money
    let startedAt: Timestamp
    let periodEndsAt: Timestamp
    let cancelRequestedAt: Timestamp?
    let endedAt: Timestamp?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Subscription.self)), .required("kind", .oneOf(Subscription.Kind.self)),
        .required("service_id", .serviceName), .required("name", .text(1...200)), .required("state", .oneOf(Subscription.State.self)),
        .required("price", .money, "What a renewal costs."), .required("started_at", .time),
        .required("period_ends_at", .time, "When it renews or ends."),
        .optional("cancel_requested_at", .time, "It will not renew."), .optional("ended_at", .time),
    ])

    init(_ subscription: Subscription) {
        id = subscription.id
        kind = subscription.kind.rawValue
        serviceID = subscription.serviceID
        name = subscription.name
        state = subscription.state.rawValue
        price = subscription.price
        startedAt = subscription.anchor
        periodEndsAt = subscription.periodEndsAt
        cancelRequestedAt = subscription.cancelRequestedAt
        endedAt = subscription.endedAt
    }
}
