import Billing
import HTTPAPI
import Platform
import Telecom

enum ConsoleOrdersRoutes {
    static let endpoints: [Endpoint] = [list, show, refund]
    private static let size = 50

    static let list = Endpoint.consolePage(
        "/console/orders", "showConsoleOrders", "List the brand's orders",
        parameters: [
            .query("state", .oneOf([""] + Order.State.allCases.map(\.rawValue)), "Only those in this state."),
            .query("before", .id(Noun.Order.self), "The order to go on behind."),
        ]
    ) { page, call in
        let state = call.text("state").flatMap(Order.State.init(rawValue:))
        let orders = try await call.platform.orders(
            of: nil, state: state, before: call.text("before").flatMap { OrderID($0) }, limit: size, as: page.principal)
        let next = nextPage("/console/orders", [("state", state?.rawValue)], before: orders.count == size ? orders.last?.id.text : nil)
        return page.content(
            .orders, ConsoleOrdersPage(orders, catalog: call.catalog, state: state, next: next, menu: page.menu(.orders), in: page.language)
        )
    }

    static let show = Endpoint.consolePage(
        "/console/orders/{order_id}", "showConsoleOrder", "Show an order with all that came of it",
        parameters: [.id("order_id", Noun.Order.self, "The order.")]
    ) { page, call in
        let details = try await call.platform.order(try call.id("order_id"), as: page.principal)
        return page.content(.orders, ConsoleOrderPage(details, catalog: call.catalog, menu: page.menu(.orders), in: page.language))
    }

    static let refund = Endpoint.consoleForm(
        "/console/orders/{order_id}/refund", "refundOrderByForm", "Give all that is left of an order's money back",
        access: .role(.admin, .support), parameters: [.id("order_id", Noun.Order.self, "The order.")], input: RefundForm.self
    ) { page, call, form in
        let id: OrderID = try call.id("order_id")
        guard !form.reason.allSatisfy(\.isWhitespace) else {
            let details = try await call.platform.order(id, as: page.principal)
            var content = page.content(
                .orders,
                ConsoleOrderPage(
                    details, catalog: call.catalog, problem: page.language.text("console.order.reason_hint"), reason: form.reason,
                    menu: page.menu(.orders),
                    in: page.language))
            content.status = .unprocessableContent
            return content
        }
        // A form that is sent twice gives back once.
        _ = try await call.platform.refundOrder(id, reason: form.reason, idempotencyKey: "console", as: page.principal)
        return .seeOther("/console/orders/\(id)", done: "order_refunded")
    }
}

struct RefundForm: ConsoleForm {
    let formToken: String
    let reason: String
    let sure: String

    static let schema = JSONSchema.object([
        .required("form_token", .formToken), .required("reason", .text(0...200)), .required("sure", .oneOf(["yes"])),
    ])
}
