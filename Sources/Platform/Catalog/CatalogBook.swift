import Catalog
import Foundation
import Telecom

/// The catalogues of all brands as they count now. A node begins with its file, or the newest published version where there is one, and turns
/// to each version that is published, on whatever node.
public struct CatalogBook: Sendable {
    private let current: Lock<CatalogEdition>

    public init(_ file: CatalogFile, at loadedAt: Timestamp) {
        self.init(CatalogEdition(file, text: "", version: 0, at: loadedAt))
    }

    init(_ edition: CatalogEdition) {
        current = Lock(edition)
    }

    /// What counts at this moment. Whoever looks twice at what must fit together keeps the edition.
    public var edition: CatalogEdition { current.withLock { $0 } }

    public var file: CatalogFile { edition.file }
    public var loadedAt: Timestamp { edition.loadedAt }

    /// What the brand sells; a brand without a price list sells the common catalogue.
    public func catalog(for brandID: BrandID) -> Catalog { edition.catalog(for: brandID) }

    /// The same as people of `language` read it.
    public func catalog(for brandID: BrandID, in language: Language) -> Catalog { edition.catalog(for: brandID, in: language) }

    /// Brands with a price list of their own.
    public var brandIDs: [BrandID] { edition.brandIDs }

    /// Turns to a newer edition; an older one changes nothing.
    func turn(to edition: CatalogEdition) {
        current.withLock { if edition.version > $0.version { $0 = edition } }
    }
}

/// One state of the catalogues, checked as a whole. It never changes.
public final class CatalogEdition: Sendable {
    public let file: CatalogFile
    /// The YAML that it was read from; empty for one that was made otherwise.
    public let text: String
    /// 0 for a file, else the published version.
    public let version: Int64
    /// When the file was read or the version published. The public catalogue carries it as its `timestamp`, so that the same catalogue is the
    /// same bytes.
    public let loadedAt: Timestamp
    private let catalogs: [BrandID: Catalog]
    private let memory = Lock<[String: any Sendable]>([:])

    init(_ file: CatalogFile, text: String, version: Int64, at loadedAt: Timestamp) {
        self.file = file
        self.text = text
        self.version = version
        self.loadedAt = loadedAt
        catalogs = Dictionary(
            file.priceLists.map { ($0.brandID, file.catalog.applying($0)) }, uniquingKeysWith: { first, _ in first })
    }

    public func catalog(for brandID: BrandID) -> Catalog { catalogs[brandID] ?? file.catalog }

    /// The same as people of `language` read it.
    public func catalog(for brandID: BrandID, in language: Language) -> Catalog {
        // Brands without a price list share one.
        let brand = catalogs[brandID] == nil ? "" : brandID.text
        return kept("catalogue of \(brand) in \(language.rawValue)") { catalog(for: brandID).translated(into: language) }
    }

    public var brandIDs: [BrandID] { catalogs.keys.sorted() }

    public func hasOwnPrices(_ brandID: BrandID) -> Bool { catalogs[brandID] != nil }

    /// What a door makes from a catalogue, such as its JSON: made at the first call, kept as long as this edition.
    /// - Parameter key: of a small set; a caller's own words must not be in it.
    public func kept<Made: Sendable>(_ key: String, make: () throws -> Made) rethrows -> Made {
        if let made = memory.withLock({ $0[key] }) as? Made { return made }
        let made = try make()
        memory.withLock { $0[key] = made }
        return made
    }
}

extension CatalogBook {
    /// Reads the catalogue at `path`, or the one that is shipped when `path` is `nil`.
    /// - Throws: `CatalogProblems`, also when the file cannot be read.
    public static func load(_ path: String?, at time: Timestamp) throws(CatalogProblems) -> CatalogBook {
        let path = path ?? Bundle.module.resourceURL!.appendingPathComponent("catalog.yaml").path
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CatalogProblems(unreadable: name)
        }
        return CatalogBook(CatalogEdition(try CatalogFile(parsing: text, file: name), text: text, version: 0, at: time))
    }
}
