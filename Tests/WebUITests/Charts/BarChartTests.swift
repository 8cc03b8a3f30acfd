import Testing

@testable import WebUI

@Suite struct BarChartTests {
    func chart(_ amounts: [Int64]) -> BarChart {
        BarChart(
            "Usage", rowHeading: "Day", valueHeading: "Data",
            values: amounts.enumerated().map {
                .init(label: "Day \($0.offset)", tick: "\($0.offset)", amount: $0.element, text: "\($0.element) B")
            },
            format: { "\($0) B" })
    }

    @Test(
        arguments: [(0, 2), (1, 2), (2, 2), (3, 4), (9, 10), (11, 20), (41, 60), (99, 100), (600, 600), (8_500_000_000, 10_000_000_000)]
            as [(Int64, Int64)])
    func `the axis ends at a round number above the greatest bar`(_ amount: Int64, _ ceiling: Int64) {
        #expect(BarChart.ceiling(of: amount) == ceiling)
    }

    @Test func `the greatest number does not overflow`() {
        #expect(BarChart.ceiling(of: .max) == .max)
        #expect(chart([.max]).bars[0].height == 140)
    }

    @Test func `bars stand side by side and as high as they are`() {
        let chart = chart([0, 5, 10])
        #expect(chart.bars.map(\.height) == [0, 70, 140])
        #expect(chart.bars.map(\.slotX) == ["0.00", "33.33", "66.67"])
        #expect(chart.lines.map(\.label) == ["10 B", "5 B"])
        #expect(!chart.isEmpty)
    }

    @Test func `a little is seen, nothing is not`() {
        #expect(chart([1, 1_000_000]).bars[0].height == 2)
        #expect(chart([0, 0]).isEmpty)
        #expect(chart([]).isEmpty)
    }

    @Test func `a year of days has few ticks`() {
        #expect(chart(Array(repeating: 1, count: 366)).ticks.count <= 6)
    }

    @Test(arguments: [(-5, 0, true), (0, 0, true), (7, 7, true), (62, 62, false), (250, 100, false)])
    func `a ring keeps within its circle`(_ percent: Int, _ shown: Int, _ isLow: Bool) {
        let ring = Ring(percent: percent, value: "", caption: "")
        #expect(ring.percent == shown)
        #expect(ring.isLow == isLow)
        #expect((ring.arc == nil) == (shown == 0))
    }
}
