import Charging

/// What the charging engine counts about itself. Every series is there from the start, at zero.
struct ChargingMetrics: Sendable {
    private let results: [String: Counter]
    private let batch: Histogram
    private let commit: Histogram
    private let waiting: Gauge

    init(_ metrics: Metrics) {
        results = Dictionary(
            uniqueKeysWithValues: Self.results.map {
                ($0, metrics.counter("gorse_charging_requests_total", "Usage requests by what became of them.", ["result": $0]))
            })
        batch = metrics.sizes("gorse_charging_batch_requests", "Usage requests decided in one transaction.")
        commit = metrics.durations("gorse_charging_commit_seconds", "How long deciding and committing a batch takes.")
        waiting = metrics.gauge("gorse_charging_waiting_requests", "Usage requests that wait for the next transaction.")
    }

    /// - Parameter outcomes: of one batch; a reclaim's is nothing and is not a request.
    func decided(_ outcomes: [Result<UsageAnswer?, any Error>], in duration: Duration) {
        var requests: Int64 = 0
        for case let result? in outcomes.map(Self.result) {
            results[result]!.increment()
            requests += 1
        }
        if requests > 0 { batch.observe(requests) }
        commit.observe(duration)
    }

    /// A batch of which nothing was written, or nobody knows.
    func failed(_ requests: Int, in duration: Duration) {
        results["failed"]!.increment(by: Int64(requests))
        if requests > 0 { batch.observe(Int64(requests)) }
        commit.observe(duration)
    }

    /// Usage requests decided since the start, whatever became of them.
    var requestsDecided: Int64 { results.values.reduce(0) { $0 + $1.value } }

    func waits(_ requests: Int) { waiting.set(Int64(requests)) }

    /// `reported`: nothing was asked for; usage was debited, a session ended. `conflict`: out of order, or of another line. `failed`: the store
    /// could not write. The others are refusals' own words.
    private static let results = ["granted", "reported", "conflict", "failed"] + UsageAnswer.Refusal.allCases.map(\.word)

    /// What became of a usage request: a grant where any rating group was given units, else the first refusal; `nil` for a reclaim.
    private static func result(_ outcome: Result<UsageAnswer?, any Error>) -> String? {
        switch outcome {
        case .success(nil): return nil
        case .success(let answer?):
            if answer.refusal == nil, answer.items.contains(where: { $0.granted != nil }) { return "granted" }
            return (answer.refusal ?? answer.items.lazy.compactMap(\.refusal).first)?.word ?? "reported"
        case .failure(let error): return error is ChargingError ? "conflict" : "failed"
        }
    }
}
