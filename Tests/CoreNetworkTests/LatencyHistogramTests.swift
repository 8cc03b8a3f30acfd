import CoreNetwork
import Testing

@Suite struct LatencyHistogramTests {
    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1000, 12_345, 999_999, 60_000_000] as [UInt64])
    func `a time is told within 3.2 % of the truth`(microseconds: UInt64) {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: microseconds)
        histogram.record(microseconds: LatencyHistogram.greatest)
        let told = histogram.percentile(0.5)
        #expect(told >= microseconds && Double(told) <= Double(microseconds) * 1.032)
    }

    @Test func `percentiles of a thousand times are where they belong`() {
        var (histogram, half) = (LatencyHistogram(), LatencyHistogram())
        for time in UInt64(1)...500 { histogram.record(microseconds: time * 10) }
        for time in UInt64(501)...1000 { half.record(microseconds: time * 10) }
        histogram.merge(half)
        #expect(histogram.count == 1000 && histogram.maximum == 10_000)
        for (share, truth) in [(0.5, 5000), (0.99, 9900), (0.999, 9990), (1, 10_000)] as [(Double, UInt64)] {
            #expect((truth...truth * 1032 / 1000).contains(histogram.percentile(share)), "\(share)")
        }
    }

    @Test func `nothing has no percentiles, and what is beyond all bounds counts as the greatest`() {
        var histogram = LatencyHistogram()
        #expect(histogram.percentile(0.5) == 0)
        histogram.record(microseconds: .max)
        #expect(histogram.percentile(1) == LatencyHistogram.greatest)
    }
}
