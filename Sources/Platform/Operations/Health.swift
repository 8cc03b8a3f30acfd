import Store
import Telecom

/// How the installation does, for the people who run it.
public struct Health: Sendable {
    public let engine: String
    /// In octets.
    public let databaseSize: Int64
    /// The newest migration that was applied.
    public let schema: Int64
    /// The catalogue that counts; 0 for the file.
    public let catalogVersion: Int64
    public let deadJobs: Int64
    /// How long the job that is longest overdue has been waiting.
    public let jobLagSeconds: Int64
    public let unsealedAuditEvents: Int64
    public let auditLagSeconds: Int64
    /// Those that were seen in the last minute.
    public let nodes: [NodePresence]
    /// Usage requests that all nodes decided in the last minute.
    public let chargesPerMinute: Int64
}

extension Platform {
    /// A node that has not been seen for so long is gone.
    static let nodeLifeSeconds: Int64 = 60

    /// - Throws: `forbidden` for anybody but the operator; `StoreError` when the database cannot be reached.
    public func health(as principal: Principal) async throws -> Health {
        try principal.requireOperator()
        let now = time.now()
        let catalogVersion = catalogs.edition.version
        return try await store.read { transaction in
            let backlog = try transaction.auditBacklog()
            let nodes = try transaction.nodes().filter { now.seconds(since: $0.seenAt) < Self.nodeLifeSeconds }
            return Health(
                engine: try transaction.engineVersion(), databaseSize: try transaction.databaseSize(),
                schema: try transaction.schemaNumber(),
                catalogVersion: catalogVersion, deadJobs: try transaction.deadJobCount(),
                jobLagSeconds: try transaction.oldestDueJob(at: now).map { max(0, now.seconds(since: $0)) } ?? 0,
                unsealedAuditEvents: backlog.events, auditLagSeconds: backlog.oldest.map { max(0, now.seconds(since: $0)) } ?? 0,
                nodes: nodes, chargesPerMinute: nodes.reduce(0) { $0 + $1.chargesPerMinute })
        }
    }
}
