import Platform
import RADIUS

/// What the RADIUS door counts.
struct RADIUSMetrics: Sendable {
    private let metrics: Metrics

    init(_ metrics: Metrics) { self.metrics = metrics }

    /// - Parameter result: one of a few words.
    func answered(_ code: RADIUSPacket.Code, _ result: String) {
        let kind = code == .accessRequest ? "access" : "accounting"
        metrics.counter("gorse_radius_requests_total", "RADIUS requests, by what became of them.", ["kind": kind, "result": result])
            .increment()
    }

    func dropped(_ reason: String) {
        metrics.counter("gorse_radius_dropped_total", "Datagrams that the RADIUS door did not answer, by reason.", ["reason": reason])
            .increment()
    }

    func disconnected(_ result: String) {
        metrics.counter("gorse_radius_disconnects_total", "Disconnect-Requests by what the client answered.", ["result": result])
            .increment()
    }
}
