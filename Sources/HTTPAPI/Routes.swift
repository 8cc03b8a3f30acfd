/// The site map of the API. The router, the OpenAPI document, the page at `/docs` and the tests are made from this list.
///
/// To add an endpoint:
/// 1. Write `HTTPAPI/<Noun>/<Noun>Routes.swift`: `enum OrderRoutes { static let endpoints: [Endpoint] = [place, list, …] }` and add it to `all`.
/// 2. An endpoint is data and a handler of a few lines: take `call.platform`, call one verb with `try call.principal`, return a body.
///    `Endpoint(.post, "/v1/orders", "placeOrder", tag: "Orders", "Place an order", access: .signedIn(scope: "orders:write"),
///    input: NewOrderBody.self, output: OrderBody.self, status: .created) { call, input in … }`. `StatusRoutes` is a finished example.
/// 3. Bodies conform to `APIBody`; properties become snake_case; every field is in `schema` with its bounds. A request that does not
///    fit never reaches the handler, and unknown fields are refused. Free text is `.text(1...200)` (no control characters) or `.prose`.
/// 4. Path: `parameters: [.id("order_id", Noun.Order.self, "The order.")]`, read by `let id: OrderID = try call.id("order_id")`.
///    Query: `.query("status", .oneOf(OrderState.self), "…")`, read by `call.text("status")`. Lists: `parameters: .page`, then
///    `let page = try call.pageRequest`, fetch `page.fetchLimit` rows after `page.after`, answer `page.page(rows, key: \.id.text) { OrderBody($0) }`.
/// 5. Throw `PlatformError` from verbs; other people's things are `.notFound`. Say special refusals in `errors:` for the document.
/// 6. A POST honours `Idempotency-Key` by itself; a verb that moves money or hands something out also takes `call.idempotencyKey` (see there).
/// 7. Pages, pictures and precomputed JSON use the initializer with `produces:` and return `Content` (`Content.fixed` has an ETag; 304 is automatic).
public enum Routes {
    public static let all: [Endpoint] = [
        StatusRoutes.endpoints,
        CatalogRoutes.endpoints,
        CoverageRoutes.endpoints,
        BetaRoutes.endpoints,
        DocumentationRoutes.endpoints,
        IdentityToolkitRoutes.endpoints,
        AccountRoutes.endpoints,
        SessionRoutes.endpoints,
        APIKeyRoutes.endpoints,
        NotificationRoutes.endpoints,
        MailRoutes.endpoints,
        OrderRoutes.endpoints,
        ShipmentRoutes.endpoints,
        MembershipRoutes.endpoints,
        InvoiceRoutes.endpoints,
        RewardRoutes.endpoints,
        WalletRoutes.endpoints,
        PaymentMethodRoutes.endpoints,
        LedgerRoutes.endpoints,
        LineRoutes.endpoints,
        NetworkAccessRoutes.endpoints,
        RoamingRuleRoutes.endpoints,
        InventoryRoutes.endpoints,
        NetworkUsageRoutes.endpoints,
        NchfRoutes.endpoints,
        BucketRoutes.endpoints,
        UsageRoutes.endpoints,
        ChargingDataRecordRoutes.endpoints,
        GroupRoutes.endpoints,
        FigureRoutes.endpoints,
        AccountStoryRoutes.endpoints,
        BrandOrderRoutes.endpoints,
        BrandLineRoutes.endpoints,
        InventoryListRoutes.endpoints,
        JobRoutes.endpoints,
        AuditRoutes.endpoints,
        BrandSettingsRoutes.endpoints,
        CatalogVersionRoutes.endpoints,
        HealthRoutes.endpoints,
        NetworkRoutes.endpoints,
    ].flatMap { $0 }
}
