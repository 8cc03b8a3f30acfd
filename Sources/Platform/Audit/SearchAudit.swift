import Store
import Telecom

/// What to look for in the audit log; every condition that is given must hold.
public struct AuditQuery: Sendable, Equatable {
    /// An account's id, an API key's id, or `system`.
    public var actor: String?
    /// Such as `order.refund`, whole.
    public var action: String?
    public var subject: String?
    public var from: Timestamp?
    public var to: Timestamp?
    public var brand: BrandID?

    public init(
        actor: String? = nil, action: String? = nil, subject: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        brand: BrandID? = nil
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.from = from
        self.to = to
        self.brand = brand
    }
}

extension Platform {
    /// The audit log, newest first, older than `before`. Staff see their brand's, the operator all.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func auditEvents(_ query: AuditQuery, before: Int64? = nil, limit: Int, as principal: Principal) async throws -> [AuditEvent] {
        try principal.requireStaff()
        let brand = principal.isOperator ? query.brand : try principal.brand(query.brand)
        return try await store.read {
            try $0.auditEvents(
                of: brand, actor: query.actor, action: query.action, subject: query.subject, from: query.from, to: query.to, before: before,
                limit: limit)
        }
    }
}
