import Platform
import Store
import Telecom

enum AuditRoutes {
    static let endpoints = [list]

    static let list = Endpoint(
        .get, "/v1/admin/audit", "searchAudit", tag: "Audit", "Search the audit log, the newest first",
        description: "Every condition that is given must hold. Staff see what concerns their brand, the operator everything.",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: .page + [
            .query("actor", .text(1...100), "An account's id, an API key's id, or `system`."),
            .query("action", .text(1...100), "Such as `order.refund`, whole."),
            .query("subject", .text(1...400), "The id of what was acted on."),
            .query("from", .time, "Not before this."), .query("to", .time, "Before this."), .brand,
        ], output: Page<AuditEventBody>.self
    ) { call in
        let page = try call.pageRequest
        let query = AuditQuery(
            actor: call.text("actor"), action: call.text("action"), subject: call.text("subject"),
            from: call.text("from").flatMap { Timestamp($0) }, to: call.text("to").flatMap { Timestamp($0) }, brand: call.brandAsked)
        let rows = try await call.platform.auditEvents(
            query, before: page.after.flatMap { Int64($0) }, limit: page.fetchLimit, as: try call.principal)
        return try page.page(rows, key: { "\($0.id)" }) { try AuditEventBody($0) }
    }
}

struct AuditEventBody: APIBody {
    let id: Int64
    let at: Timestamp
    let brandID: String?
    let actor: String
    let action: String
    let subject: String
    let detail: [String: String]

    init(_ event: AuditEvent) throws {
        id = event.id
        at = event.at
        brandID = event.brandID
        actor = event.actor
        action = event.action
        subject = event.subject
        detail = try JSONParser.parse(Array(event.detail.utf8)).decode([String: String].self, naming: .verbatim)
    }

    static let schemaName = "AuditEvent"
    static let schema = JSONSchema.object([
        .required("id", .count), .required("at", .time), .optional("brand_id", .text(1...45), "Absent for what concerns no brand."),
        .required("actor", .text(1...100)), .required("action", .text(1...100)), .required("subject", .prose(0...400)),
        .required("detail", .map(of: .prose(0...10_000))),
    ])
}
