import Telecom

/// A catalogue that was published.
public struct CatalogVersion: Sendable, Equatable {
    /// 1, 2, 3, …
    public let version: Int64
    /// YAML, as it was handed in.
    public let text: String
    public let note: String
    /// An account's id.
    public let publishedBy: String
    public let publishedAt: Timestamp

    public init(version: Int64, text: String, note: String, publishedBy: String, publishedAt: Timestamp) {
        self.version = version
        self.text = text
        self.note = note
        self.publishedBy = publishedBy
        self.publishedAt = publishedAt
    }
}

extension SQLTransaction {
    /// 0 when none was ever published.
    public func newestCatalogVersion() throws -> Int64 {
        try first("SELECT COALESCE(MAX(version), 0) AS version FROM catalog_versions")!.integer("version")
    }

    public func catalogVersion(_ version: Int64) throws -> CatalogVersion? {
        try first("SELECT * FROM catalog_versions WHERE version = $1", version).map(CatalogVersion.init(row:))
    }

    /// The newest first, older than `before` when given, without their texts.
    public func catalogVersions(before: Int64?, limit: Int) throws -> [CatalogVersion] {
        try query(
            """
            SELECT version, '' AS text, note, published_by, published_at FROM catalog_versions
            WHERE version < $1 ORDER BY version DESC LIMIT $2
            """, before ?? .max, limit
        ).map(CatalogVersion.init(row:))
    }

    /// Adds a version and tells every node.
    /// - Throws: `StoreError.constraint` when there is one of that number.
    public func insertCatalogVersion(_ version: CatalogVersion) throws {
        try execute(
            "INSERT INTO catalog_versions (version, text, note, published_by, published_at) VALUES ($1, $2, $3, $4, $5)",
            version.version, version.text, version.note, version.publishedBy, version.publishedAt)
        try notify("books", "catalog")
    }
}

extension CatalogVersion {
    fileprivate init(row: SQLRow) throws {
        self.init(
            version: try row.integer("version"), text: try row.text("text"), note: try row.text("note"),
            publishedBy: try row.text("published_by"), publishedAt: try row.time("published_at"))
    }
}
