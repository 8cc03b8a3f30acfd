import Foundation
import Platform
import Subscribers
import Telecom

/// How far back a chart of usage looks, and by which steps.
enum UsageSpan: String, CaseIterable, Codable, Sendable {
    /// The last 24 hours.
    case hour
    /// The last 30 days.
    case day
    /// The last twelve months.
    case month

    var resolution: UsageResolution { self == .hour ? .hour : .day }

    /// Where each step begins, in UTC, the oldest first; the present one is the last.
    func steps(at now: Timestamp) -> [Timestamp] {
        switch self {
        case .hour, .day:
            let (length, count): (Int64, Int64) = self == .hour ? (3600, 24) : (86_400, 30)
            let last = now.secondsSince1970 / length
            return (last - count + 1...last).map { Timestamp(secondsSince1970: $0 * length) }
        case .month:
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let present = calendar.dateInterval(of: .month, for: now.date)!.start
            return (-11...0).map { offset in
                let start = calendar.date(byAdding: .month, value: offset, to: present)!
                return Timestamp(secondsSince1970: Int64(start.timeIntervalSince1970))
            }
        }
    }
}

extension Platform {
    /// Octets that the lines used in each step of `span`, all together, as the chart shows them.
    func usage(of lines: [Line], account: AccountID, over span: UsageSpan) async throws -> [(start: Timestamp, octets: Int64)] {
        let now = time.now()
        let steps = span.steps(at: now)
        var octets = [Int64](repeating: 0, count: steps.count)
        for line in lines where line.activatedAt != nil {
            let slices = try await usage(of: line.id, account: account, by: span.resolution, from: steps[0], to: now.adding(seconds: 1))
            for slice in slices {
                guard let step = steps.lastIndex(where: { $0 <= slice.start }) else { continue }
                octets[step] += slice.counts.octets
            }
        }
        return Array(zip(steps, octets)).map { (start: $0, octets: $1) }
    }
}

/// A chart of usage and the switch for its steps, for the template `Usage`.
struct UsageChart {
    struct Segment {
        let path: String
        let label: String
        let isCurrent: Bool
    }

    let chart: BarChart
    let segments: [Segment]
    let total: String

    /// - Parameter path: of the page, which takes `by`.
    init(_ usage: [(start: Timestamp, octets: Int64)], over span: UsageSpan, path: String, in language: Language) {
        let title = language.text("usage.title.\(span.rawValue)")
        chart = BarChart(
            title, rowHeading: language.text("usage.by.\(span.rawValue)"), valueHeading: language.text("usage.octets"),
            values: usage.map { start, octets in
                let (label, tick) =
                    switch span {
                    case .hour: ("\(language.dayOfYear(start)), \(language.hour(start))", language.hour(start))
                    case .day: (language.day(start), language.dayOfYear(start))
                    case .month: (language.month(start), language.shortMonth(start))
                    }
                return BarChart.Value(label: label, tick: tick, amount: octets, text: language.volume(octets: octets))
            }, mostTicks: span == .month ? 6 : 5, format: language.volume(octets:))
        segments = UsageSpan.allCases.map {
            Segment(path: "\(path)?by=\($0.rawValue)#usage", label: language.text("usage.by.\($0.rawValue)"), isCurrent: $0 == span)
        }
        total = language.volume(octets: usage.reduce(0) { $0 + $1.octets })
    }
}
