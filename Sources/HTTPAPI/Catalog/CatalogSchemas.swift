import Catalog
import Telecom

/// What the public catalogue's answers look like.
enum CatalogSchemas {
    static let catalog = JSONSchema.object([
        .required("platform", .text(1...40)),
        .required("version", .text(1...20)),
        .required("timestamp", .time, "When the catalogue was loaded."),
        .required("services", .map(of: category, greatestCount: 50), "By category id."),
        .required("cost_summary", costSummary),
        .required(
            "endpoints",
            .object([
                .required("service_details", .text(1...80)), .required("pricing_calculator", .text(1...80)),
                .required("full_catalog", .text(1...80)),
            ])),
        currency,
    ])

    static let serviceAnswer = JSONSchema.object([
        .required("service", service),
        .required("category", .text(1...80), "The title of its category."),
        .required("timestamp", .time, "When the catalogue was loaded."),
    ])

    static let estimate = JSONSchema.object([
        .required("selected_services", .array(of: service, count: 0...Calculator.mostServices), "In catalogue order, each once."),
        .required(
            "pricing",
            .object([
                .required("one_time_total", amount),
                .required("monthly_recurring", amount, "Monthly services and a twelfth of the yearly sum."),
                .required("yearly_recurring", amount),
                .required("annual_total", amount, "The yearly sum and twelve times the monthly services."),
                .required("first_year_total", amount, "`annual_total` and `one_time_total`."),
            ])),
        .required(
            "unknown_services", .array(of: .text(1...4200), count: 0...Calculator.mostServices), "Ids that the catalogue does not have."),
        .required("timestamp", .time),
        currency,
    ])

    static func error(_ more: [JSONSchema.Field]) -> JSONSchema {
        .object(
            [
                .required("error", .prose(1...1000), "For people. May change."),
                .required("code", .text(1...64), "A stable word for programs."),
                .required("request_id", .text(1...64), "Tell it to support."),
            ] + more)
    }

    private static let category = JSONSchema.object([
        .required("title", .text(1...80)), .required("description", .text(0...500)),
        .required("services", .array(of: service, count: 1...100)),
    ])

    private static let service = JSONSchema.object([
        .required("id", .text(1...40)), .required("name", .text(1...80)), .required("description", .text(0...500)),
        .required("type", .oneOf(Service.Kind.self)),
        .required("price_usd", amount), .optional("price_cad", amount), .optional("price_mxn", amount),
        .required("features", .array(of: .text(1...200), count: 0...40)),
        .required("availability", .text(1...40)),
        .optional("billing_cycle", .oneOf(Service.BillingCycle.self)),
        .optional("default_enabled", .boolean),
        .optional("token_amount", .text(1...60)), .optional("reward_percentage", .text(1...10)),
        .optional("processing_fee", .text(1...80)), .optional("response_time", .text(1...40)),
    ])

    private static let costSummary = JSONSchema.object(
        [
            "minimum_monthly", "basic_monthly", "full_monthly", "maximum_monthly", "basic_yearly", "full_yearly", "maximum_yearly",
        ].map { .required($0, amount) })

    private static let currency = JSONSchema.Field.optional("currency", .oneOf(Currency.self), "Of the sums, when it is not USD.")

    /// Units of the currency with two decimals; sums of 500 prices and a year of months stay below the bound.
    private static let amount = JSONSchema.number(0...1_000_000_000_000)
}
