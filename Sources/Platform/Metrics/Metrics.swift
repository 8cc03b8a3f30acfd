import Synchronization
import Telecom

/// What a node counts about itself, answered as Prometheus text at `/metrics`.
///
/// A metric is asked for by name and kept by who counts: `let dead = metrics.gauge("gorse_dead_jobs", "Jobs that wait for a person.")`.
/// Asking again gives the same one. Labels are for values of a small fixed set (a method, a status), never for ids: a name holds
/// at most 200 series, and what comes after is counted together under the label values `other`.
public final class Metrics: Sendable {
    public typealias Labels = KeyValuePairs<String, String>

    private struct Family {
        let help: String
        let type: String
        var series: [String: any MetricSeries] = [:]
    }

    private static let maximumSeries = 200
    private let families = Lock<[String: Family]>([:])

    public init() {}

    /// Something that only grows. Its name ends in `_total`.
    public func counter(_ name: String, _ help: String, _ labels: Labels = [:]) -> Counter {
        series(name, help, "counter", labels) { Counter() }
    }

    /// Something that is now.
    public func gauge(_ name: String, _ help: String, _ labels: Labels = [:]) -> Gauge {
        series(name, help, "gauge", labels) { Gauge() }
    }

    /// How long something takes, in seconds, over fixed buckets from 1 ms to 10 s. Its name ends in `_seconds`.
    public func durations(_ name: String, _ help: String, _ labels: Labels = [:]) -> Histogram {
        series(name, help, "histogram", labels) {
            Histogram(bounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000].map { $0 * 1000 }, perUnit: 1_000_000)
        }
    }

    /// How many of something come together, over buckets from 1 to 1024.
    public func sizes(_ name: String, _ help: String, _ labels: Labels = [:]) -> Histogram {
        series(name, help, "histogram", labels) { Histogram(bounds: (0...10).map { 1 << $0 }, perUnit: 1) }
    }

    /// The Prometheus text format, version 0.0.4.
    public func text() -> String {
        var text = ""
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.type)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) { text += series.lines(name, labels) }
        }
        return text
    }

    private func series<Series: MetricSeries>(
        _ name: String, _ help: String, _ type: String, _ labels: Labels, make: () -> Series
    ) -> Series {
        families.withLock { families in
            var family = families[name] ?? Family(help: help, type: type)
            var key = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            if family.series[key] == nil, family.series.count >= Self.maximumSeries {
                key = labels.map { "\($0.key)=\"other\"" }.joined(separator: ",")
            }
            if let known = family.series[key] {
                guard let series = known as? Series else { preconditionFailure("\(name) is a \(family.type)") }
                return series
            }
            let series = make()
            family.series[key] = series
            families[name] = family
            return series
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

protocol MetricSeries: Sendable {
    func lines(_ name: String, _ labels: String) -> String
}

public final class Counter: MetricSeries {
    private let count = Atomic<Int64>(0)

    public func increment(by amount: Int64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
    public var value: Int64 { count.load(ordering: .relaxed) }

    func lines(_ name: String, _ labels: String) -> String { line(name, labels, "\(value)") }
}

public final class Gauge: MetricSeries {
    private let level = Atomic<Int64>(0)

    public func set(_ value: Int64) { level.store(value, ordering: .relaxed) }
    public func add(_ change: Int64) { level.wrappingAdd(change, ordering: .relaxed) }
    public var value: Int64 { level.load(ordering: .relaxed) }

    func lines(_ name: String, _ labels: String) -> String { line(name, labels, "\(value)") }
}

public final class Histogram: MetricSeries {
    private let bounds: [Int64]
    private let perUnit: Int64
    /// One more than bounds: the last counts what is above all of them.
    private let buckets: [Counter]
    private let sum = Counter()

    init(bounds: [Int64], perUnit: Int64) {
        self.bounds = bounds
        self.perUnit = perUnit
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    public func observe(_ value: Int64) {
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        sum.increment(by: value)
    }

    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    func lines(_ name: String, _ labels: String) -> String {
        var total: Int64 = 0
        var text = ""
        for (bucket, bound) in zip(buckets, bounds.map(inUnits) + ["+Inf"]) {
            total += bucket.value
            text += line("\(name)_bucket", (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\"", "\(total)")
        }
        return text + line("\(name)_sum", labels, inUnits(sum.value)) + line("\(name)_count", labels, "\(total)")
    }

    private func inUnits(_ value: Int64) -> String {
        perUnit == 1 ? "\(value)" : "\(Double(value) / Double(perUnit))"
    }
}

private func line(_ name: String, _ labels: String, _ value: String) -> String {
    labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
}
