import HTTPAPI

enum CoveragePageRoutes {
    static let endpoints: [Endpoint] = [coverage.asPage()]

    static let coverage = Endpoint(
        .get, "/coverage", "showCoverage", tag: "Pages", "Show where the services work", access: .anyone,
        parameters: [.query("country", .text(0...60), "A country's code, or a part of its name in English, Spanish or French.")],
        produces: ["text/html"]
    ) { call in
        let page = CoveragePage(call.catalog, country: call.text("country") ?? "", in: call.language)
        return call.page(call.language.text("coverage.title"), at: .coverage, page).content()
    }
}
