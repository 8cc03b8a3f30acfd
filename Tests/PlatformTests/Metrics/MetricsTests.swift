import Platform
import Testing

@Suite struct MetricsTests {
    @Test func `counters, gauges and histograms are told in Prometheus text`() {
        let metrics = Metrics()
        metrics.counter("gorse_bells_total", "Bells rung.", ["tower": "north \"old\""]).increment(by: 3)
        metrics.gauge("gorse_ringers", "Ringers at work.").set(2)
        let sizes = metrics.sizes("gorse_peal_bells", "Bells of a peal.")
        sizes.observe(3)
        sizes.observe(5000)
        let text = metrics.text()
        #expect(text.contains("# HELP gorse_bells_total Bells rung.\n# TYPE gorse_bells_total counter\n"))
        #expect(text.contains("gorse_bells_total{tower=\"north \\\"old\\\"\"} 3\n"))
        #expect(text.contains("gorse_ringers 2\n"))
        #expect(text.contains("gorse_peal_bells_bucket{le=\"2\"} 0\ngorse_peal_bells_bucket{le=\"4\"} 1\n"))
        #expect(text.contains("gorse_peal_bells_bucket{le=\"+Inf\"} 2\ngorse_peal_bells_sum 5003\ngorse_peal_bells_count 2\n"))
    }

    @Test func `a duration falls in its bucket and is summed in seconds`() {
        let metrics = Metrics()
        metrics.durations("gorse_ring_seconds", "How long a bell rings.").observe(.milliseconds(15))
        let text = metrics.text()
        #expect(text.contains("gorse_ring_seconds_bucket{le=\"0.01\"} 0\ngorse_ring_seconds_bucket{le=\"0.02\"} 1\n"))
        #expect(text.contains("gorse_ring_seconds_sum 0.015\n"))
    }

    @Test func `asking again gives the same counter`() {
        let metrics = Metrics()
        metrics.counter("gorse_bells_total", "Bells rung.").increment()
        metrics.counter("gorse_bells_total", "Bells rung.").increment()
        #expect(metrics.counter("gorse_bells_total", "Bells rung.").value == 2)
    }

    @Test func `series beyond the bound are counted together`() {
        let metrics = Metrics()
        for number in 0..<1000 { metrics.counter("gorse_bells_total", "Bells rung.", ["bell": "\(number)"]).increment() }
        #expect(metrics.counter("gorse_bells_total", "Bells rung.", ["bell": "1001"]).value == 800)
        #expect(metrics.text().split(separator: "\n").count <= 203)
    }
}
