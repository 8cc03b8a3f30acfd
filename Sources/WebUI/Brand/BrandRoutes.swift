import HTTPAPI
import Hummingbird
import NIOCore
import Platform
import Telecom

enum BrandRoutes {
    static let endpoints: [Endpoint] = [style.asPage(), logo.asPage()]

    /// The same address for every brand, so it is the browser's alone and not for long.
    static let style = Endpoint(
        .get, "/brand.css", "getBrandStyle", tag: "Pages", "Get the colours of the brand", access: .anyone, produces: ["text/css"]
    ) { call in
        let css = BrandTheme(call.platform.look(of: call.brandID)).css
        return .fixed("text/css; charset=utf-8", Array(css.utf8), cacheControl: "private, max-age=60")
    }

    static let logo = Endpoint(
        .get, "/brand/logo.png", "getBrandLogo", tag: "Pages", "Get the logo of the brand", access: .anyone,
        parameters: [.query("v", .integer(0...1_000_000_000), "Of the settings, so that browsers notice a new one.")],
        produces: ["image/png"]
    ) { call in
        .fixed("image/png", try await call.platform.logo(of: call.brandID).bytes, cacheControl: "private, max-age=86400")
    }
}
