import Platform
import Store
import Telecom

enum HealthRoutes {
    static let endpoints = [read]

    static let read = Endpoint(
        .get, "/v1/admin/health", "getHealth", tag: "Operations", "Tell how the installation does",
        description: "Database, queues and nodes, for the operator. A node that was not seen for a minute is left out.",
        access: .role(.admin, .support, scope: "admin:read"), output: HealthBody.self
    ) { call in
        HealthBody(try await call.platform.health(as: try call.principal))
    }
}

struct HealthBody: APIBody {
    struct Node: APIBody {
        let id: NodeID
        let newestMigration: Int64
        let catalogVersion: Int64
        let startedAt: Timestamp
        let seenAt: Timestamp
        let requestsPerMinute: Int64
        let chargesPerMinute: Int64

        init(_ node: NodePresence) {
            id = node.id
            newestMigration = node.newestMigration
            catalogVersion = node.catalogVersion
            startedAt = node.startedAt
            seenAt = node.seenAt
            requestsPerMinute = node.requestsPerMinute
            chargesPerMinute = node.chargesPerMinute
        }

        static let schemaName = "NodePresence"
        static let schema = JSONSchema.object([
            .required("id", .id(Noun.Node.self)), .required("newest_migration", .count, "That its program knows."),
            .required("catalog_version", .count), .required("started_at", .time), .required("seen_at", .time),
            .required("requests_per_minute", .count), .required("charges_per_minute", .count),
        ])
    }

    let engine: String
    let databaseSize: Int64
    let schema: Int64
    let catalogVersion: Int64
    let deadJobs: Int64
    let jobLagSeconds: Int64
    let unsealedAuditEvents: Int64
    let auditLagSeconds: Int64
    let chargesPerMinute: Int64
    let nodes: [Node]

    init(_ health: Health) {
        engine = health.engine
        databaseSize = health.databaseSize
        schema = health.schema
        catalogVersion = health.catalogVersion
        deadJobs = health.deadJobs
        jobLagSeconds = health.jobLagSeconds
        unsealedAuditEvents = health.unsealedAuditEvents
        auditLagSeconds = health.auditLagSeconds
        chargesPerMinute = health.chargesPerMinute
        nodes = health.nodes.map { Node($0) }
    }

    static let schemaName = "Health"
    static let schema = JSONSchema.object([
        .required("engine", .text(1...200)), .required("database_size", .octets, "In octets, without the write-ahead log."),
        .required("schema", .count, "The newest migration that was applied."),
        .required("catalog_version", .count, "0 for the file."), .required("dead_jobs", .count), .required("job_lag_seconds", .count),
        .required("unsealed_audit_events", .count), .required("audit_lag_seconds", .count), .required("charges_per_minute", .count),
        .required("nodes", .array(of: .body(Node.self), count: 0...1000), "Those that were seen in the last minute."),
    ])
}
