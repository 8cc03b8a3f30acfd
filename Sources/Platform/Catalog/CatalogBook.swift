import Catalog
import Foundation
import Telecom

/// The catalogues of all brands, read and checked once at start.
public struct CatalogBook: Sendable {
    public let file: CatalogFile
    /// When it was read. The public catalogue carries it as its `timestamp`, so that the same catalogue is the same bytes.
    public let loadedAt: Timestamp
    private let catalogs: [BrandID: Catalog]
    private let memory = Lock<[String: any Sendable]>([:])

    public init(_ file: CatalogFile, at loadedAt: Timestamp) {
        self.file = file
        self.loadedAt = loadedAt
        catalogs = Dictionary(
            file.priceLists.map { ($0.brandID, file.catalog.applying($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the brand sells; a brand without a price list sells the common catalogue.
    public func catalog(for brandID: BrandID) -> Catalog {
        catalogs[brandID] ?? file.catalog
    }

    /// Brands with a price list of their own.
    public var brandIDs: [BrandID] { catalogs.keys.sorted() }

    public func hasOwnPrices(_ brandID: BrandID) -> Bool { catalogs[brandID] != nil }

    /// What a door makes from a catalogue, such as its JSON: made at the first call, kept as long as this book.
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
        return CatalogBook(try CatalogFile(parsing: text, file: name), at: time)
    }
}
