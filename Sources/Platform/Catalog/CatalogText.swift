import Telecom

/// A catalogue as its operator wrote it.
public struct CatalogText: Sendable {
    /// 0 for the file.
    public let version: Int64
    /// YAML.
    public let text: String
    /// When it was published, or the file read.
    public let at: Timestamp

    public init(version: Int64, text: String, at: Timestamp) {
        self.version = version
        self.text = text
        self.at = at
    }
}

extension Platform {
    /// The catalogue that counts.
    /// - Throws: `forbidden` for anybody but the operator: it holds every brand's prices.
    public func catalogText(as principal: Principal) throws -> CatalogText {
        try principal.requireOperator()
        let edition = catalogs.edition
        return CatalogText(version: edition.version, text: edition.text, at: edition.loadedAt)
    }
}
