import HTTPAPI
import Platform
import Telecom

enum ConsoleAuditRoutes {
    static let endpoints: [Endpoint] = [list]
    private static let size = 50
    private static let conditions = ["actor", "action", "subject", "from", "to"]

    static let list = Endpoint.consolePage(
        "/console/audit", "showConsoleAudit", "Search the audit log",
        parameters: conditions.map { Parameter.query($0, .text(0...400), "Empty for any.") } + [
            .query("before", .integer(1...Int64.max), "The event to go on behind.")
        ]
    ) { page, call in
        let asked = Dictionary(uniqueKeysWithValues: conditions.compactMap { name in call.text(name)?.nonEmpty.map { (name, $0) } })
        let query = AuditQuery(
            actor: asked["actor"], action: asked["action"], subject: asked["subject"], from: try day(asked, "from"),
            to: try day(asked, "to")?.adding(days: 1))
        let events = try await call.platform.auditEvents(query, before: call.integer("before"), limit: size, as: page.principal)
        let next = nextPage(
            "/console/audit", conditions.map { ($0, asked[$0]) }, before: events.count == size ? events.last.map { "\($0.id)" } : nil)
        return page.content(.audit, ConsoleAuditPage(events, asked: asked, next: next, menu: page.menu(.audit), in: page.language))
    }

    /// A day such as `2026-11-24`, in UTC.
    private static func day(_ asked: [String: String], _ name: String) throws -> Timestamp? {
        guard let text = asked[name] else { return nil }
        guard let time = Timestamp("\(text)T00:00:00Z") else {
            throw PlatformError.invalid(name, "A day is written as 2026-11-24.", code: "invalid_day")
        }
        return time
    }
}
