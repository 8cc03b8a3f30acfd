import HTTPAPI
import Platform

enum HomeRoutes {
    static let endpoints: [Endpoint] = [home.asPage()]

    static let home = Endpoint(.get, "/", "showHome", tag: "Pages", "Show the first page", access: .anyone, produces: ["text/html"]) {
        call in
        let page = HomePage(
            call.catalog, texts: call.platform.look(of: call.brandID).texts[call.language], isSignedIn: call.principalIfAny != nil,
            in: call.language)
        return call.page(call.language.text("home.title"), page).content()
    }
}
