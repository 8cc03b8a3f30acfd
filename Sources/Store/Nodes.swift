import Telecom

/// A serving process, as it last said of itself.
public struct NodePresence: Sendable, Equatable {
    public let id: NodeID
    /// The newest migration that its program knows.
    public let newestMigration: Int64
    /// The catalogue that it sells by; 0 for its file.
    public let catalogVersion: Int64
    public let startedAt: Timestamp
    public let seenAt: Timestamp
    public let requestsPerMinute: Int64
    public let chargesPerMinute: Int64

    public init(
        id: NodeID, newestMigration: Int64, catalogVersion: Int64, startedAt: Timestamp, seenAt: Timestamp, requestsPerMinute: Int64,
        chargesPerMinute: Int64
    ) {
        self.id = id
        self.newestMigration = newestMigration
        self.catalogVersion = catalogVersion
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.requestsPerMinute = requestsPerMinute
        self.chargesPerMinute = chargesPerMinute
    }
}

extension SQLTransaction {
    public func saveNode(_ node: NodePresence) throws {
        try execute(
            """
            INSERT INTO nodes (id, newest_migration, catalog_version, started_at, seen_at, requests_per_minute, charges_per_minute)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET catalog_version = excluded.catalog_version, seen_at = excluded.seen_at,
                requests_per_minute = excluded.requests_per_minute, charges_per_minute = excluded.charges_per_minute
            """, node.id, node.newestMigration, node.catalogVersion, node.startedAt, node.seenAt, node.requestsPerMinute,
            node.chargesPerMinute)
    }

    public func removeNode(_ id: NodeID) throws {
        try execute("DELETE FROM nodes WHERE id = $1", id)
    }

    public func removeNodes(seenBefore time: Timestamp) throws {
        try execute("DELETE FROM nodes WHERE seen_at < $1", time)
    }

    /// At most 1,000, the oldest first.
    public func nodes() throws -> [NodePresence] {
        try query("SELECT * FROM nodes ORDER BY started_at, id LIMIT 1000").map { row in
            NodePresence(
                id: try row.id("id"), newestMigration: try row.integer("newest_migration"),
                catalogVersion: try row.integer("catalog_version"),
                startedAt: try row.time("started_at"), seenAt: try row.time("seen_at"),
                requestsPerMinute: try row.integer("requests_per_minute"), chargesPerMinute: try row.integer("charges_per_minute"))
        }
    }

    /// The newest migration that was applied.
    public func schemaNumber() throws -> Int64 {
        try first("SELECT COALESCE(MAX(number), 0) AS number FROM schema_migrations")!.integer("number")
    }

    /// What the database takes on the disk, in octets, without the write-ahead log.
    public func databaseSize() throws -> Int64 {
        switch dialect {
        case .sqlite: try first("SELECT page_count * page_size AS octets FROM pragma_page_count(), pragma_page_size()")!.integer("octets")
        case .postgresql: try first("SELECT pg_database_size(current_database()) AS octets")!.integer("octets")
        }
    }

    /// The engine and its version, such as `SQLite 3.46.1`.
    public func engineVersion() throws -> String {
        switch dialect {
        case .sqlite: "SQLite " + (try first("SELECT sqlite_version() AS version")!.text("version"))
        case .postgresql: "PostgreSQL " + (try first("SELECT current_setting('server_version') AS version")!.text("version"))
        }
    }
}
