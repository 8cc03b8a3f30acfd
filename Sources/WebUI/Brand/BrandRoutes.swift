import HTTPAPI
import Hummingbird

enum BrandRoutes {
    static let endpoints: [Endpoint] = [style.asPage()]

    private static let standard = Content.fixed(
        "text/css; charset=utf-8", Array(BrandTheme.standard.css.utf8), cacheControl: "public, max-age=300")

    static let style = Endpoint(
        .get, "/brand.css", "getBrandStyle", tag: "Pages", "Get the colours of the brand", access: .anyone, produces: ["text/css"]
    ) { _ in standard }
}
