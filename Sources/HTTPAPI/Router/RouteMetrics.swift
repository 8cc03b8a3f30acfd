import Platform

/// What is counted of the requests to one noun, looked up once.
struct RouteMetrics: Sendable {
    private let byClass: [Counter]
    private let durations: Histogram

    init(_ metrics: Metrics, tag: String) {
        byClass = (1...5).map {
            metrics.counter(
                "gorse_http_requests_total", "Requests answered, by noun and class of status.", ["noun": tag, "status": "\($0)xx"])
        }
        durations = metrics.durations("gorse_http_request_seconds", "How long requests take, by noun.", ["noun": tag])
    }

    func record(_ status: Int, _ duration: Duration) {
        byClass[min(max(status / 100, 1), 5) - 1].increment()
        durations.observe(duration)
    }
}
