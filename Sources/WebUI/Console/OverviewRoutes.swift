import HTTPAPI
import Hummingbird
import Platform
import Telecom

enum OverviewRoutes {
    static let endpoints: [Endpoint] = [overview, live.asPage(), now.asPage()]

    static let overview = Endpoint.consolePage(
        "/console", "showConsole", "Show how a brand does", access: .role(.admin, .support, .partner),
        parameters: [.query("by", .oneOf(FigureResolution.self), "How finely."), .brand]
    ) { page, call in
        let platform = call.platform
        let now = platform.time.now()
        let resolution = call.text("by").flatMap(FigureResolution.init(rawValue:)) ?? .day
        let counts: [FigureResolution: Int] = [.hour: 24, .day: 30, .month: 12]
        let count = counts[resolution]!
        let brand = try page.principal.brand(call.brandAsked)
        let report = try await platform.figures(FigurePeriod(last: count, resolution, at: now), of: brand, as: page.principal)
        let today = try await platform.figures(FigurePeriod(last: 1, .day, at: now), of: brand, as: page.principal)
        let brands =
            page.principal.isOperator
            ? try await platform.brands(limit: 100, as: page.principal).map { (id: $0.id, name: $0.settings.name) } : []
        let model = OverviewPage(
            report, today: today, brandName: platform.look(of: brand).name, brands: brands, menu: page.menu(.overview), in: page.language)
        return page.content(.overview, model)
    }

    /// For browsers that get no stream.
    static let now = Endpoint(
        .get, "/console/now", "getLiveFigures", tag: "Console", "Get today's figures as the page shows them",
        access: .role(.admin, .support, .partner), parameters: [.brand], produces: ["application/json"]
    ) { call in
        let today = try await call.today()
        return Content("application/json", LiveFigures.json(today, in: call.language))
    }

    static let live = Endpoint(
        .get, "/console/live", "streamLiveFigures", tag: "Console", "Send today's figures whenever they change",
        description:
            "At most \(LiveStreams.mostPerAccount) streams for an account. A stream lasts 25 seconds; a browser asks again by itself.",
        access: .role(.admin, .support, .partner), parameters: [.brand], produces: ["text/event-stream"]
    ) { call in
        // Refuses who may not see them before anything is sent.
        _ = try await call.today()
        return try LiveStreams.shared.stream(for: try call.accountID) {
            LiveFigures.json(try await call.today(), in: call.language)
        }
    }
}

extension Call {
    fileprivate func today() async throws -> FigureReport {
        try await platform.figures(FigurePeriod(last: 1, .day, at: platform.time.now()), of: brandAsked, as: try principal)
    }
}
