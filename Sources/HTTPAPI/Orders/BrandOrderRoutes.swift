import Billing
import Platform
import Telecom

/// Orders as staff see them: those of everybody.
enum BrandOrderRoutes {
    static let endpoints = [list]

    static let list = Endpoint(
        .get, "/v1/admin/orders", "listBrandOrders", tag: "Orders", "List a brand's orders, newest first",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: .page + [
            .query("state", .oneOf(Order.State.self), "Only those in this state."), .query("from", .time, "Placed not before this."),
            .query("to", .time, "Placed before this."), .brand,
        ], output: Page<BrandOrderBody>.self
    ) { call in
        let page = try call.pageRequest
        let orders = try await call.platform.orders(
            of: call.brandAsked, state: call.text("state").flatMap(Order.State.init(rawValue:)),
            from: call.text("from").flatMap { Timestamp($0) }, to: call.text("to").flatMap { Timestamp($0) },
            before: page.after.flatMap { OrderID($0) }, limit: page.fetchLimit, as: try call.principal)
        return page.page(orders, key: \.id.text) { BrandOrderBody(accountID: $0.accountID, order: OrderBody($0)) }
    }
}

struct BrandOrderBody: APIBody {
    let accountID: AccountID
    let order: OrderBody

    static let schemaName = "BrandOrder"
    static let schema = JSONSchema.object([
        .required("account_id", .id(Noun.Account.self), "Who ordered."), .required("order", .body(OrderBody.self)),
    ])
}
