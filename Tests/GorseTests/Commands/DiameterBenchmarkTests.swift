import Testing

/// The load client measures what it says: every answer a success, and a time for each.
@Suite(.timeLimit(.minutes(5)), .serialized) struct DiameterBenchmarkTests {
    @Test(arguments: [[], ["--rate", "200"], ["--bare"], ["--interface", "s6a"]])
    func `every answer under load is a success, and is timed`(options: [String]) async throws {
        try await withTemporaryFolder { folder in
            let run = try RunningGorse.run(
                ["bench", "diameter", "--seconds", "2", "--callers", "8", "--connections", "2", "--lines", "20"] + options, in: folder)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            let counted = try #require(run.output.firstMatch(of: /(\d+) answers a second, (\d+) in all/), "\(run.output)")
            let times = try #require(run.output.firstMatch(of: /p50 ([\d.]+) ms .* p99 ([\d.]+) ms .* max ([\d.]+) ms/), "\(run.output)")
            let successes = try #require(run.output.firstMatch(of: /results 2001: (\d+)\n/), "\(run.output)")
            #expect(Int(counted.2) ?? 0 > 0 && counted.2 == successes.1)
            let (median, p99, most) = (Double(times.1) ?? 0, Double(times.2) ?? 0, Double(times.3) ?? 0)
            #expect(median > 0 && median <= p99 && p99 <= most)
        }
    }

    @Test func `the codec is timed`() async throws {
        try await withTemporaryFolder { folder in
            let run = try RunningGorse.run(["bench", "codec", "--rounds", "1", "--messages", "200"], in: folder)
            #expect(run.status == 0 && run.output.matches(of: /[\d.]+ µs/).count == 3, "\(run.output)\(run.errors)")
        }
    }
}
