import Platform
import Telecom

enum FigureRoutes {
    static let endpoints = [read]

    static let read = Endpoint(
        .get, "/v1/admin/figures", "getFigures", tag: "Figures", "Tell how a brand does",
        description: """
            Sign-ups, orders, sales, revenue by the books, lines, octets and rewards, in all and by hour, day or month (UTC). \
            Partners and staff see their own brand, the operator any. At most 31 days by hour, 366 days, or 60 months.
            """,
        access: .role(.admin, .support, .partner, scope: "admin:read"),
        parameters: [
            .query("by", .oneOf(FigureResolution.self), "How finely; `day` unless given."),
            .query("from", .time, "The hour, day or month that it lies in counts whole; thirty of them ago unless given."),
            .query("to", .time, "The end; now unless given."), .brand,
        ], output: FigureReportBody.self
    ) { call in
        let now = call.platform.time.now()
        let resolution = call.text("by").flatMap(FigureResolution.init(rawValue:)) ?? .day
        let from = call.text("from").flatMap { Timestamp($0) } ?? FigurePeriod(last: 30, resolution, at: now).start
        let to = call.text("to").flatMap { Timestamp($0) } ?? now.adding(seconds: 1)
        guard let period = FigurePeriod(by: resolution, from: from, to: to) else {
            throw PlatformError.invalid(
                "to", "The end is after the beginning, and there are at most \(resolution.mostParts) parts in between.")
        }
        return FigureReportBody(try await call.platform.figures(period, of: call.brandAsked, as: try call.principal))
    }
}

extension Parameter {
    /// For the operator, who works for every brand; others may name their own alone. Read by `Call.brandAsked`.
    public static let brand = Parameter.query("brand", .id(Noun.Brand.self), "The brand; your own unless given.")
}

extension Call {
    public var brandAsked: BrandID? { text("brand").flatMap { BrandID($0) } }
}

struct FiguresBody: APIBody {
    let signUps: Int64
    let ordersPlaced: Int64
    let linesActivated: Int64
    let sales: [Money]
    let revenue: [Money]
    let octetsUsed: Int64
    let rewarded: TokenAmount

    init(_ figures: Figures) {
        signUps = figures.signUps
        ordersPlaced = figures.ordersPlaced
        linesActivated = figures.linesActivated
        sales = figures.sales
        revenue = figures.revenue
        octetsUsed = figures.octetsUsed.octets
        rewarded = figures.rewarded
    }

    static let schemaName = "Figures"
    static let schema = JSONSchema.object([
        .required("sign_ups", .count), .required("orders_placed", .count), .required("lines_activated", .count),
        .required(
            "sales", .array(of: .money, count: 0...Currency.allCases.count), "What was paid for orders, whatever became of it later."),
        .required(
            "revenue", .array(of: .money, count: 0...Currency.allCases.count),
            "What was earned by the books, less what was given back of it."
        ),
        .required("octets_used", .octets), .required("rewarded", .tokens, "DOTM granted, whatever was taken back later."),
    ])
}

struct FigureReportBody: APIBody {
    struct Part: APIBody {
        let start: Timestamp
        let figures: FiguresBody

        static let schemaName = "FigureReportPart"
        static let schema = JSONSchema.object([.required("start", .time), .required("figures", .body(FiguresBody.self))])
    }

    let brandID: BrandID
    let from: Timestamp
    let to: Timestamp
    let by: FigureResolution
    let activeLines: Int64
    let accounts: Int64
    let total: FiguresBody
    let parts: [Part]

    init(_ report: FigureReport) {
        brandID = report.brandID
        from = report.period.start
        to = report.period.end
        by = report.period.resolution
        activeLines = report.activeLines
        accounts = report.accounts
        total = FiguresBody(report.total)
        parts = report.parts.map { Part(start: $0.start, figures: FiguresBody($0.figures)) }
    }

    static let schemaName = "FigureReport"
    static let schema = JSONSchema.object([
        .required("brand_id", .id(Noun.Brand.self)), .required("from", .time), .required("to", .time, "The end of the last part."),
        .required("by", .oneOf(FigureResolution.self)), .required("active_lines", .count, "Now."),
        .required("accounts", .count, "Now, without deleted ones."), .required("total", .body(FiguresBody.self)),
        .required("parts", .array(of: .body(Part.self), count: 1...744), "In order of time, also those in which nothing happened."),
    ])
}

extension JSONSchema {
    static let count = integer(0...1_000_000_000_000)
}
