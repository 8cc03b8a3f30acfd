import Catalog
import Foundation
import Telecom

/// The map of coverage, drawn from outlines of countries (`Data/world.txt`, made by `bin/generate-world-map`). Small islands are not on it: the
/// list of countries is the whole truth.
enum WorldMap {
    /// SVG paths by country.
    static let outlines: [(country: Country, path: String)] = {
        do {
            let file = Bundle.module.resourceURL!.appendingPathComponent("Data/world.txt")
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
                Country(String(line.prefix(2))).map { ($0, String(line.dropFirst(3))) }
            }
        } catch {
            preconditionFailure("the map does not load: \(error)")
        }
    }()

    /// One shape for each kind of land: without cover, with data, with talk and text too, and the country that was looked for.
    static func svg(_ catalog: Catalog, chosen: Country?, label: String) -> String {
        var shapes: [(kind: String, path: String)] = [("land", ""), ("data", ""), ("talk", ""), ("chosen", "")]
        for (country, path) in outlines {
            let zone = catalog.zone(of: country)
            let index = country == chosen ? 3 : zone == nil ? 0 : zone?.talkAndText.isEmpty == true ? 1 : 2
            shapes[index].path += path
        }
        let paths = shapes.filter { !$0.path.isEmpty }.map { "<path class=\"\($0.kind)\" d=\"\($0.path)\"/>" }.joined()
        return "<svg class=\"world\" viewBox=\"0 0 1000 440\" role=\"img\" aria-label=\"\(Language.escaped(label))\">\(paths)</svg>"
    }
}
