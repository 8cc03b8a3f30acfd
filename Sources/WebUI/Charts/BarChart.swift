/// A row of bars, drawn by the server, for the template `BarChart`. It reads as a list of its bars by keyboard and by ear, and as a table.
struct BarChart {
    struct Value {
        /// In full, such as `Nov 24, 2026`.
        let label: String
        /// Under the axis, such as `24`.
        let tick: String
        /// 0 or more.
        let amount: Int64
        /// The amount in words, such as `1.2 GB`.
        let text: String
    }

    struct Bar {
        let label: String
        let text: String
        /// In percent of the width: the bar's place, and the bar in it.
        let slotX: String
        let slotWidth: String
        let x: String
        let width: String
        let middle: String
        let y: Int
        let height: Int
        /// Where the text above it is tied, so that it stays within the picture.
        let anchor: String
        let textX: String
    }

    struct Tick {
        let x: String
        let label: String
    }

    struct Line {
        let y: Int
        let labelY: Int
        let label: String
    }

    let title: String
    /// What the rows and the figures of the table are.
    let rowHeading: String
    let valueHeading: String
    let bars: [Bar]
    let ticks: [Tick]
    let lines: [Line]
    let isEmpty: Bool

    private static let top = 24
    private static let bottom = 164

    /// - Parameters:
    ///   - values: from left to right, at most 400.
    ///   - mostTicks: how many labels fit under the axis of a phone.
    ///   - format: an amount in words, for the lines of the grid.
    init(
        _ title: String, rowHeading: String, valueHeading: String, values: [Value], mostTicks: Int = 6, format: (Int64) -> String
    ) {
        self.title = title
        self.rowHeading = rowHeading
        self.valueHeading = valueHeading
        let greatest = values.map(\.amount).max() ?? 0
        let ceiling = Self.ceiling(of: greatest)
        let slot = 100 / Double(max(1, values.count))
        let height = Double(Self.bottom - Self.top)
        bars = values.enumerated().map { index, value in
            let x = Double(index) * slot
            let middle = x + slot / 2
            // Anything above nothing is seen.
            let tall = value.amount == 0 ? 0 : max(2, Int((Double(value.amount) / Double(ceiling) * height).rounded()))
            let anchor = middle < 15 ? "start" : middle > 85 ? "end" : "middle"
            return Bar(
                label: value.label, text: value.text, slotX: Self.text(x), slotWidth: Self.text(slot), x: Self.text(x + slot * 0.15),
                width: Self.text(slot * 0.7), middle: Self.text(middle), y: Self.bottom - tall, height: tall, anchor: anchor,
                textX: Self.text(anchor == "start" ? x : anchor == "end" ? x + slot : middle))
        }
        let step = max(1, (values.count + mostTicks - 1) / mostTicks)
        ticks = values.enumerated().filter { $0.offset % step == step / 2 || values.count <= mostTicks }.map { index, value in
            Tick(x: Self.text((Double(index) + 0.5) * slot), label: value.tick)
        }
        lines =
            greatest == 0
            ? []
            : [2, 1].map { half in
                let y = Self.bottom - Int(height) * half / 2
                return Line(y: y, labelY: y - 4, label: format(ceiling / 2 * Int64(half)))
            }
        isEmpty = greatest == 0
    }

    /// The next number of the form 1, 2, 4, 6 or 8 times a power of ten, so that its half is round, too.
    static func ceiling(of amount: Int64) -> Int64 {
        var power: Int64 = 1
        while power <= amount / 10 { power *= 10 }
        for factor: Int64 in [1, 2, 4, 6, 8] where power * factor >= amount && (power > 1 || factor > 1) { return power * factor }
        return power <= Int64.max / 10 ? power * 10 : Int64.max
    }

    /// Hundredths are finer than any screen.
    private static func text(_ percent: Double) -> String {
        let hundredths = Int((percent * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
