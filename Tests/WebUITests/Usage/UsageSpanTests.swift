import Telecom
import Testing

@testable import WebUI

@Suite struct UsageSpanTests {
    let now = Timestamp("2026-03-31T14:05:00Z")!

    @Test func `hours, days and months end with the present one`() {
        #expect(UsageSpan.hour.steps(at: now).map(\.description).first == "2026-03-30T15:00:00.000Z")
        #expect(UsageSpan.hour.steps(at: now).map(\.description).last == "2026-03-31T14:00:00.000Z")
        #expect(UsageSpan.day.steps(at: now).count == 30)
        #expect(UsageSpan.day.steps(at: now).last?.description == "2026-03-31T00:00:00.000Z")
        let months = UsageSpan.month.steps(at: now).map { String($0.description.prefix(10)) }
        #expect(months.first == "2025-04-01")
        #expect(months.suffix(2) == ["2026-02-01", "2026-03-01"])
    }

    @Test(arguments: UsageSpan.allCases) func `a chart's range is one that usage can be asked for`(_ span: UsageSpan) throws {
        let seconds = now.adding(seconds: 1).seconds(since: span.steps(at: now)[0])
        #expect(seconds <= (span.resolution == .hour ? 31 : 366) * 86_400)
        let newYear = Timestamp("2028-12-31T23:59:59Z")!
        #expect(newYear.adding(seconds: 1).seconds(since: span.steps(at: newYear)[0]) <= (span.resolution == .hour ? 31 : 366) * 86_400)
    }

    @Test func `a chart says its sum and marks its step`() {
        let usage = UsageSpan.day.steps(at: now).map { (start: $0, octets: Int64(1_000_000)) }
        let chart = UsageChart(usage, over: .day, path: "/account", in: .english)
        #expect(chart.total == "30\u{A0}MB")
        #expect(chart.segments.filter(\.isCurrent).map(\.path) == ["/account?by=day#usage"])
        #expect(chart.chart.bars.count == 30)
    }
}
