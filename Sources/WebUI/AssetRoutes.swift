import Foundation
import HTTPAPI
import Hummingbird

/// The style sheet, scripts and pictures of the pages. Everything comes from here; no page loads anything from another host.
enum AssetRoutes {
    static let endpoints: [Endpoint] = files.map { name, type in
        let content = Content.fixed(type, bytes(of: name), cacheControl: "public, max-age=300")
        return Endpoint(
            .get, "/assets/\(name)", operationID(name), tag: "Pages", "Get \(name)", access: .anyone, produces: [type]
        ) { _ in content }.asPage()
    }

    private static let files = [
        ("gorse.css", "text/css; charset=utf-8"), ("calculator.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml"),
    ]

    private static func bytes(of name: String) -> Data {
        do {
            return try Data(contentsOf: Bundle.module.resourceURL!.appendingPathComponent("Assets/\(name)"))
        } catch {
            preconditionFailure("the asset \(name) is missing: \(error)")
        }
    }

    /// `gorse.css` is `getGorseCss`.
    private static func operationID(_ name: String) -> String {
        "get" + name.split(separator: ".").map(\.capitalized).joined()
    }
}
