import Catalog
import Foundation
import Platform

extension CatalogBook {
    /// The catalogue that is shipped, with 5 % GST in what Canadians pay and 19 % VAT in what Germans pay.
    public static func taxed() throws -> CatalogBook {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try String(contentsOf: sources.appendingPathComponent("Platform/Catalog/catalog.yaml"), encoding: .utf8)
        let taxes = """

            taxes:
              - { country: CA, name: GST, basis_points: 500 }
              - { country: DE, name: VAT, basis_points: 1900 }
            """
        return CatalogBook(try CatalogFile(parsing: shipped + taxes, file: "catalog.yaml"), at: ManualTime().source.now())
    }
}
