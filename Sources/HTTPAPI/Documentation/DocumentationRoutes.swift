import Foundation
import HTTPTypes
import Hummingbird

/// The document for programs and the page for people, both made once from `Routes.all`.
enum DocumentationRoutes {
    static let endpoints: [Endpoint] = [
        Endpoint(
            .get, "/openapi.json", "getOpenAPIDocument", tag: "Documentation", "Get this document",
            description: "OpenAPI 3.1, made from the same list as the routes themselves.", access: .anyone, produces: ["application/json"]
        ) { _ in document },
        Endpoint(
            .get, "/docs", "showDocumentation", tag: "Documentation", "Read the documentation",
            description: "A page for people, with an example of each operation.", access: .anyone, produces: ["text/html"]
        ) { _ in page },
        Endpoint(.get, "/docs/docs.css", "getDocumentationStyle", tag: "Documentation", "", access: .anyone, produces: ["text/css"]) { _ in
            style
        }.asPage(),
        Endpoint(
            .get, "/docs/docs.js", "getDocumentationScript", tag: "Documentation", "", access: .anyone, produces: ["text/javascript"]
        ) { _ in
            script
        }.asPage(),
    ]

    private static let document = Content.fixed("application/json", OpenAPIDocument.make(Routes.all).bytes).withPackedBody()
    private static let page = Content.fixed("text/html; charset=utf-8", DocumentationPage.html(Routes.all).utf8).withPackedBody()
    private static let style = Content.fixed("text/css; charset=utf-8", asset("docs.css")).withPackedBody()
    private static let script = Content.fixed("text/javascript; charset=utf-8", asset("docs.js")).withPackedBody()

    /// A file that was built in; its absence is a broken build.
    private static func asset(_ name: String) -> Data {
        guard let data = try? Data(contentsOf: Bundle.module.resourceURL!.appendingPathComponent("Assets/\(name)")) else {
            preconditionFailure("the asset \(name) is missing")
        }
        return data
    }
}
