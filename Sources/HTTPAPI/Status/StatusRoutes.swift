import Platform
import Telecom

enum StatusRoutes {
    static let endpoints: [Endpoint] = [status]

    static let status = Endpoint(
        .get, "/v1/status", "getStatus", tag: "Status", "Tell if the service works",
        description:
            "Answers as soon as the store does. The time is the server's own, for clients that want to know how far theirs is off.",
        access: .anyone, output: StatusBody.self
    ) { call in
        _ = try await call.platform.store.read { try $0.query("SELECT 1 AS one") }
        return StatusBody(status: .ok, brandID: call.brandID, time: call.platform.time.now())
    }
}

struct StatusBody: APIBody {
    enum Status: String, CaseIterable, Codable, Sendable { case ok }

    let status: Status
    let brandID: BrandID
    let time: Timestamp

    static let schema = JSONSchema.object([
        .required("status", .oneOf(Status.self)),
        .required("brand_id", .id(Noun.Brand.self), "Whose service this host name is."),
        .required("time", .time),
    ])
}
