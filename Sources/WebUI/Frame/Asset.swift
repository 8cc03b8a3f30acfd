import Crypto
import Foundation
import HTTPAPI
import Hummingbird
import Platform

/// A style sheet, script or picture of the pages. Everything comes from here; no page loads anything from another host.
///
/// Its address holds the hash of its content, so that browsers keep it for good and ask anew when it changes.
struct Asset: Sendable {
    /// Such as `gorse.css`.
    let name: String
    /// Such as `/assets/gorse-3f2a9c01d4.css`.
    let path: String
    let type: String
    let bytes: Data

    static let all: [String: Asset] = {
        do {
            let folder = Bundle.module.resourceURL!.appendingPathComponent("Assets")
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            return Dictionary(uniqueKeysWithValues: try files.map { ($0.lastPathComponent, try Asset(file: $0)) })
        } catch {
            preconditionFailure("the assets do not load: \(error)")
        }
    }()

    private init(file: URL) throws {
        guard let type = Self.types[file.pathExtension] else {
            throw Texts.Fault(description: "the asset \(file.lastPathComponent) has no known type")
        }
        name = file.lastPathComponent
        self.type = type
        bytes = try Data(contentsOf: file)
        let hash = SHA256.hash(data: bytes).prefix(5).map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
        path = "/assets/\(file.deletingPathExtension().lastPathComponent)-\(hash).\(file.pathExtension)"
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png",
    ]

    /// Where an asset is served.
    static func path(of name: String) throws -> String {
        guard let asset = all[name] else { throw Texts.Fault(description: "there is no asset \(name)") }
        return asset.path
    }
}

enum AssetRoutes {
    static let endpoints: [Endpoint] = Asset.all.values.sorted { $0.name < $1.name }.map { asset in
        let content = Content.fixed(asset.type, asset.bytes, cacheControl: "public, max-age=31536000, immutable").withPackedBody()
        return Endpoint(
            .get, asset.path, operationID(asset.name), tag: "Pages", "Get \(asset.name)", access: .anyone, produces: [asset.type]
        ) { _ in content }.asPage()
    }

    /// `gorse.css` is `getGorseCss`.
    private static func operationID(_ name: String) -> String {
        "get" + name.split { $0 == "." || $0 == "-" }.map(\.capitalized).joined()
    }
}
