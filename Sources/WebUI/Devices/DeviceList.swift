import Foundation
import Telecom
import Yams

/// Phones that take an eSIM, as their makers say; the list is data, in `Data/devices.yaml`.
struct DeviceList: Sendable {
    struct Maker: Sendable, Decodable {
        let maker: String
        /// The maker's own page, without its scheme.
        let source: String
        /// The day of that page, such as `2026-09-20`.
        let checked: String
        let models: [String]
    }

    let makers: [Maker]

    static let all: DeviceList = {
        do {
            let file = Bundle.module.resourceURL!.appendingPathComponent("Data/devices.yaml")
            return DeviceList(makers: try YAMLDecoder().decode([Maker].self, from: String(contentsOf: file, encoding: .utf8)))
        } catch {
            preconditionFailure("the list of devices does not load: \(error)")
        }
    }()

    /// Models whose name, or whose maker's, holds every word of `text`, whatever its case; all for an empty one.
    func matching(_ text: String) -> [Maker] {
        let words = text.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" })
        return makers.compactMap { maker in
            let models = maker.models.filter { model in
                let name = "\(maker.maker) \(model)".lowercased()
                return words.allSatisfy { name.contains($0) }
            }
            return models.isEmpty ? nil : Maker(maker: maker.maker, source: maker.source, checked: maker.checked, models: models)
        }
    }
}
