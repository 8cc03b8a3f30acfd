import HTTPAPI
import Platform
import Telecom

/// How a brand does.
struct OverviewPage {
    struct Figure {
        /// The name in what `/console/live` sends.
        let name: String
        let label: String
        let text: String
    }

    struct Range {
        let path: String
        let label: String
        let isCurrent: Bool
    }

    let menu: ConsoleMenu
    let brandName: String
    /// The brands to choose from; empty for those who see one.
    let brands: Choice?
    let by: String
    let now: [Figure]
    let today: [Figure]
    let total: [Figure]
    let ranges: [Range]
    let span: String
    let charts: [BarChart]
    /// Where the live figures come from.
    let live: String
    let poll: String

    /// - Parameters:
    ///   - today: the present day, by hours.
    ///   - report: the chosen period.
    ///   - brands: all that the reader may see; fewer than two are no choice.
    init(
        _ report: FigureReport, today: FigureReport, brandName: String, brands: [(id: BrandID, name: String)], menu: ConsoleMenu,
        in language: Language
    ) {
        self.menu = menu
        self.brandName = brandName
        let brand = report.brandID.text
        by = report.period.resolution.rawValue
        self.brands =
            brands.count < 2
            ? nil
            : Choice("brand", language.text("console.overview.brand"), chosen: brand, brands.map { (value: $0.id.text, label: $0.name) })
        now = LiveFigures.now(today, in: language)
        self.today = LiveFigures.flow(today.total, in: language)
        total = LiveFigures.flow(report.total, in: language)
        ranges = FigureResolution.allCases.map { resolution in
            Range(
                path: "/console?by=\(resolution.rawValue)&brand=\(brand)",
                label: language.text("console.overview.range.\(resolution.rawValue)"),
                isCurrent: resolution == report.period.resolution)
        }
        span = language.text("console.overview.range.\(report.period.resolution.rawValue)")
        charts = Self.charts(report, in: language)
        live = "/console/live?brand=\(brand)"
        poll = "/console/now?brand=\(brand)"
    }

    private static func charts(_ report: FigureReport, in language: Language) -> [BarChart] {
        let resolution = report.period.resolution
        func chart(_ key: String, _ amount: @escaping (Figures) -> Int64, _ text: @escaping (Int64) -> String) -> BarChart {
            BarChart(
                language.text("console.figure.\(key)"), rowHeading: language.text("console.overview.time"),
                valueHeading: language.text("console.figure.\(key)"),
                values: report.parts.map { part in
                    BarChart.Value(
                        label: language.label(part.start, resolution), tick: language.tick(part.start, resolution),
                        amount: max(0, amount(part.figures)), text: text(amount(part.figures)))
                }, format: text)
        }
        let currencies = Set(report.total.sales.map(\.currency)).sorted { $0.rawValue < $1.rawValue }
        let sales = currencies.map { currency in
            BarChart(
                language.text("console.overview.sales_in", ["currency": currency.rawValue]),
                rowHeading: language.text("console.overview.time"), valueHeading: currency.rawValue,
                values: report.parts.map { part in
                    let money = part.figures.sales.first { $0.currency == currency } ?? .zero(currency)
                    return BarChart.Value(
                        label: language.label(part.start, resolution), tick: language.tick(part.start, resolution),
                        amount: money.minorUnits, text: language.money(money))
                }, format: { language.money(Money(minorUnits: $0, currency: currency)) })
        }
        return [chart("sign_ups", \.signUps, language.number), chart("orders", \.ordersPlaced, language.number)] + sales + [
            chart("octets", { $0.octetsUsed.octets }, { language.volume(octets: $0) })
        ]
    }
}

/// The figures that change while one looks at them, as text.
enum LiveFigures {
    static func now(_ report: FigureReport, in language: Language) -> [OverviewPage.Figure] {
        [
            figure("active_lines", language.number(report.activeLines), language),
            figure("accounts", language.number(report.accounts), language),
        ]
    }

    static func flow(_ figures: Figures, in language: Language) -> [OverviewPage.Figure] {
        [
            figure("sign_ups", language.number(figures.signUps), language),
            figure("orders", language.number(figures.ordersPlaced), language),
            figure("sales", money(figures.sales, language), language),
            figure("revenue", money(figures.revenue, language), language),
            figure("lines", language.number(figures.linesActivated), language),
            figure("octets", language.volume(figures.octetsUsed), language),
            figure("rewarded", language.tokens(figures.rewarded), language),
        ]
    }

    private static func figure(_ name: String, _ text: String, _ language: Language) -> OverviewPage.Figure {
        OverviewPage.Figure(name: name, label: language.text("console.figure.\(name)"), text: text)
    }

    /// Sums of several currencies stand side by side.
    private static func money(_ sums: [Money], _ language: Language) -> String {
        sums.isEmpty ? language.money(.zero(.usd)) : sums.map { language.money($0) }.joined(separator: " · ")
    }

    /// As `/console/live` sends them: a JSON object of texts.
    static func json(_ today: FigureReport, in language: Language) -> String {
        let figures = now(today, in: language) + flow(today.total, in: language)
        let value = JSONValue.object(figures.map { .init($0.name, .string($0.text)) })
        return String(decoding: value.bytes, as: UTF8.self)
    }
}

extension Language {
    /// A part of a period in full.
    func label(_ time: Timestamp, _ resolution: FigureResolution) -> String {
        switch resolution {
        case .hour: dayAndMinute(time)
        case .day: day(time)
        case .month: month(time)
        }
    }

    /// The same, short enough for an axis.
    func tick(_ time: Timestamp, _ resolution: FigureResolution) -> String {
        switch resolution {
        case .hour: hour(time)
        case .day: dayOfYear(time)
        case .month: shortMonth(time)
        }
    }
}
