import HTTPAPI
import Platform
import Store
import Telecom

/// How the installation does.
struct ConsoleHealthPage {
    struct Part {
        let label: String
        let text: String
        let isGood: Bool
    }

    struct Node {
        let id: String
        let since: String
        let seen: String
        let requests: String
        let charges: String
        let versions: String
        let isBehind: Bool
    }

    let menu: ConsoleMenu
    let isGood: Bool
    let parts: [Part]
    let nodes: [Node]

    init(_ health: Health, now: Timestamp, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        func part(_ key: String, _ text: String, _ isGood: Bool = true) -> Part {
            Part(label: language.text("console.health.\(key)"), text: text, isGood: isGood)
        }
        func seconds(_ count: Int64) -> String { language.text("console.health.seconds", count: count) }
        parts = [
            part("engine", health.engine), part("size", language.volume(octets: health.databaseSize)),
            part("schema", language.number(health.schema)), part("catalogue", language.number(health.catalogVersion)),
            part("dead_jobs", language.number(health.deadJobs), health.deadJobs == 0),
            part("job_lag", seconds(health.jobLagSeconds), health.jobLagSeconds <= 60),
            part("audit_lag", seconds(health.auditLagSeconds), health.auditLagSeconds <= 60),
            part("charges", language.number(health.chargesPerMinute)),
        ]
        nodes = health.nodes.map { node in
            Node(
                id: node.id.text, since: language.dayAndMinute(node.startedAt), seen: seconds(max(0, now.seconds(since: node.seenAt))),
                requests: language.number(node.requestsPerMinute), charges: language.number(node.chargesPerMinute),
                versions: "\(node.newestMigration) · \(node.catalogVersion)",
                isBehind: node.newestMigration < health.schema || node.catalogVersion < health.catalogVersion)
        }
        isGood = parts.allSatisfy(\.isGood) && nodes.allSatisfy { !$0.isBehind }
    }
}

enum ConsoleHealthRoutes {
    static let endpoints: [Endpoint] = [show]

    static let show = Endpoint.consolePage("/console/health", "showConsoleHealth", "Show how the installation does") { page, call in
        let health = try await call.platform.health(as: page.principal)
        return page.content(
            .health, ConsoleHealthPage(health, now: call.platform.time.now(), menu: page.menu(.health), in: page.language))
    }
}
