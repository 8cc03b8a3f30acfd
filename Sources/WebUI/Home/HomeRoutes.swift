import HTTPAPI
import Platform

enum HomeRoutes {
    static let endpoints: [Endpoint] = [home.asPage()]

    static let home = Endpoint(.get, "/", "showHome", tag: "Pages", "Show the first page", access: .anyone, produces: ["text/html"]) {
        call in
        let catalog = call.platform.catalogs.catalog(for: call.brandID)
        return call.page("A mobile line in minutes", HomePage(catalog, isSignedIn: call.principalIfAny != nil)).content()
    }
}
