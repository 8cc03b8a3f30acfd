import HTTPAPI

/// For everyone: it shows nothing but how pages look.
enum StyleguideRoutes {
    static let endpoints: [Endpoint] = [styleguide.asPage()]

    static let styleguide = Endpoint(
        .get, "/styleguide", "showStyleguide", tag: "Pages", "Show every component of the pages", access: .anyone, parameters: [.done],
        produces: ["text/html"]
    ) { call in
        call.page(call.language.text("styleguide.title"), note: call.note, StyleguidePage(in: call.language)).content()
    }
}
