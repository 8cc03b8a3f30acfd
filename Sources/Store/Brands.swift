import Subscribers
import Telecom

/// A brand with its newest settings.
public struct BrandRecord: Sendable, Equatable {
    public let id: BrandID
    /// 0 for a brand that never had settings.
    public let version: Int64
    public let settings: BrandSettings
    /// When the settings were made; `nil` without any.
    public let changedAt: Timestamp?
    public let changedBy: String?
    public let createdAt: Timestamp
}

extension SQLTransaction {
    public func insertBrand(_ id: BrandID, name: String, at time: Timestamp) throws {
        try execute("INSERT INTO brands (id, name, created_at) VALUES ($1, $2, $3)", id, name, time)
    }

    public func brand(_ id: BrandID) throws -> BrandRecord? {
        try first(Self.newest + " WHERE b.id = $1", id).map { try brand($0) }
    }

    /// At most `limit` brands behind `after`, in the order of their ids.
    public func brands(after: BrandID?, limit: Int) throws -> [BrandRecord] {
        try query(Self.newest + " WHERE b.id > $1 ORDER BY b.id LIMIT $2", after?.text ?? "", limit).map { try brand($0) }
    }

    /// Adds the brand's next settings and tells every node.
    /// - Throws: `StoreError.constraint` when there is that version.
    public func insertBrandSettings(_ settings: BrandSettings, of brand: BrandID, version: Int64, by actor: String, at time: Timestamp)
        throws
    {
        try execute(
            """
            INSERT INTO brand_settings
                (brand_id, version, name, accent_light, accent_dark, support_email, legal, logo, texts, changed_by, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, brand, version, settings.name, settings.accentLight?.description, settings.accentDark?.description, settings.supportEmail,
            settings.legal, settings.logo?.bytes, try text(of: settings.texts), actor, time)
        try execute("UPDATE brands SET name = $2 WHERE id = $1", brand, settings.name)
        try notify("books", "brand")
    }

    /// The host names at which a brand answers, in order.
    public func hosts(of brand: BrandID) throws -> [String] {
        try query("SELECT host FROM brand_hosts WHERE brand_id = $1 ORDER BY host", brand).map { try $0.text("host") }
    }

    /// Puts other hosts in place of a brand's.
    /// - Throws: `StoreError.constraint` when one is another brand's.
    public func setHosts(_ hosts: [String], of brand: BrandID) throws {
        try execute("DELETE FROM brand_hosts WHERE brand_id = $1", brand)
        try executeBatch("INSERT INTO brand_hosts (host, brand_id) VALUES ($1, $2)", hosts.map { [.text($0), brand.sqlValue] })
        try notify("books", "brand")
    }

    private static var newest: String {
        """
        SELECT b.id, b.name AS brand_name, b.created_at, s.* FROM brands b LEFT JOIN brand_settings s ON s.brand_id = b.id
        AND s.version = (SELECT MAX(version) FROM brand_settings WHERE brand_id = b.id)
        """
    }

    private func text(of texts: [Language: BrandTexts]) throws -> String? {
        guard !texts.isEmpty else { return nil }
        return try StoredJSON.text(Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value) }))
    }

    private func texts(of text: String) throws -> [Language: BrandTexts] {
        let byTag = try StoredJSON.value([String: BrandTexts].self, in: text)
        return Dictionary(uniqueKeysWithValues: byTag.compactMap { tag, texts in Language(rawValue: tag).map { ($0, texts) } })
    }

    private func brand(_ row: SQLRow) throws -> BrandRecord {
        func color(_ column: String) throws -> Color? { try row.optionalText(column).flatMap { Color($0) } }
        guard let version = try row.optionalInteger("version") else {
            return BrandRecord(
                id: try row.id("id"), version: 0, settings: BrandSettings(name: try row.text("brand_name")), changedAt: nil, changedBy: nil,
                createdAt: try row.time("created_at"))
        }
        return BrandRecord(
            id: try row.id("id"), version: version,
            settings: BrandSettings(
                name: try row.text("name"), accentLight: try color("accent_light"), accentDark: try color("accent_dark"),
                supportEmail: try row.optionalEmail("support_email"), legal: try row.optionalText("legal"),
                logo: try row.optionalBlob("logo").map { bytes in
                    do { return try PNGImage(bytes) } catch { throw StoreError.corrupt("logo is not a picture") }
                }, texts: try row.optionalText("texts").map { try texts(of: $0) } ?? [:]),
            changedAt: try row.time("changed_at"), changedBy: try row.text("changed_by"), createdAt: try row.time("created_at"))
    }
}
