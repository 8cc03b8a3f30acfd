import HTTPAPI
import Platform
import Telecom

enum OutboxRoutes {
    static let endpoints: [Endpoint] = [outbox.asPage()]

    static let outbox = Endpoint(
        .get, "/outbox", "showOutbox", tag: "Pages", "Show the mails of the brand", access: .role(.admin),
        parameters: [.query("before", .id(Noun.Mail.self), "The mail to go on behind.")], produces: ["text/html"]
    ) { call in
        let mails = try await call.platform.outbox(
            of: call.brandID, before: call.text("before").flatMap(MailID.init(_:)), limit: OutboxPage.size)
        return call.page(
            call.language.text("outbox.title"), at: .console,
            OutboxPage(mails, menu: ConsoleMenu(.outbox, for: try call.principal, in: call.language), in: call.language)
        ).content()
    }
}
