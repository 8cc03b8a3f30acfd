import Charging
import Platform
import Telecom

enum BucketRoutes {
    static let endpoints: [Endpoint] = [list]

    static let list = Endpoint(
        .get, "/v1/buckets", "listBuckets", tag: "Buckets", "List the units that the caller may use, and what is left of them",
        description:
            "All buckets of the caller's group, oldest first. `granted_units` = used + reserved + withdrawn + left; `available_units` is what can "
            + "be used now, 0 for an expired bucket. Both are absent when unlimited.",
        access: .signedIn(scope: "buckets:read"), output: BucketsBody.self
    ) { call in
        BucketsBody(data: try await call.platform.buckets(of: try call.accountID).suffix(BucketsBody.greatestCount).map(BucketBody.init))
    }
}

struct BucketsBody: APIBody {
    let data: [BucketBody]

    static let greatestCount = 1000
    static let schema = JSONSchema.object([.required("data", .array(of: .body(BucketBody.self), count: 0...greatestCount))])
}

struct BucketBody: APIBody {
    let id: BucketID
    let accountID: AccountID
    let serviceID: String
    let orderID: OrderID?
    let unit: ChargingUnit
    let isUnlimited: Bool
    let grantedUnits: Int64?
    let usedUnits: Int64
    let reservedUnits: Int64
    let availableUnits: Int64?
    let priority: Int
    let startsAt: Timestamp
    let expiresAt: Timestamp?

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Bucket.self)), .required("account_id", .id(Noun.Account.self), "Who brought it into the group."),
        .required("service_id", .text(1...100)), .optional("order_id", .id(Noun.Order.self)),
        .required("unit", .oneOf(ChargingUnit.self)), .required("is_unlimited", .boolean),
        .optional("granted_units", .units), .required("used_units", .integer(0...Int64.max)),
        .required("reserved_units", .integer(0...Int64.max), "Promised to gateways and not yet reported."),
        .optional("available_units", .units),
        .required("priority", .integer(0...1000), "Lower ones are used first; then the sooner expiry, then age."),
        .required("starts_at", .time), .optional("expires_at", .time),
    ])

    init(_ view: BucketView) {
        let bucket = view.bucket
        id = bucket.id
        accountID = bucket.accountID
        serviceID = bucket.serviceID
        orderID = bucket.orderID
        unit = bucket.unit
        isUnlimited = bucket.granted == nil
        grantedUnits = bucket.granted
        usedUnits = view.balance?.used ?? 0
        reservedUnits = view.balance?.reserved ?? 0
        availableUnits = view.available
        priority = bucket.priority
        startsAt = bucket.startsAt
        expiresAt = bucket.expiresAt
    }
}
