import HTTPAPI
import Platform
import Telecom

enum ConsoleNetworkRoutes {
    static let endpoints: [Endpoint] = [show, session]

    static let show = Endpoint.consolePage("/console/network", "showConsoleNetwork", "Show Diameter peers and live sessions") {
        page, call in
        let network = try await call.platform.network(as: page.principal)
        return page.content(.network, ConsoleNetworkPage(network, menu: page.menu(.network), in: page.language))
    }

    static let session = Endpoint.consolePage(
        "/console/network/session", "showConsoleNetworkSession", "Tell one charging session's story",
        parameters: [.query("id", .text(1...255), "The Session-Id.", isRequired: true)]
    ) { page, call in
        let story = try await call.platform.chargingSession(call.text("id") ?? "", as: page.principal)
        return page.content(.network, ConsoleNetworkSessionPage(story, menu: page.menu(.network), in: page.language))
    }
}
