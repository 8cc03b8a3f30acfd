import Charging
import Foundation
import Platform
import Synchronization
import Telecom

/// Gateways that run sessions without a pause, each waiting for its answer: first request, eight updates, termination, on lines
/// chosen by chance.
struct ChargingGateways: Sendable {
    let platform: Platform
    let population: ChargingPopulation
    let callers: Int
    /// Names the sessions of this run apart from those of others.
    let run: String
    /// Told of each answer.
    var heard: (@Sendable (UsageAnswer) -> Void)?

    struct Result: Sendable {
        var answers = 0
        var seconds = 0.0
        /// From request to answer, in microseconds, sorted; one in eight.
        var latencies: [Int] = []

        var rate: Double { Double(answers) / seconds }
        func latency(_ share: Double) -> Int { latencies.isEmpty ? 0 : latencies[Int(Double(latencies.count - 1) * share)] }
    }

    /// - Throws: what a verb throws.
    func run(seconds: Double) async throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var result = try await withThrowingTaskGroup(of: Result.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var result = Result()
                    var session = 0
                    var chance = Chance(seed: UInt64(caller) << 32 | UInt64(truncatingIfNeeded: run.hashValue))
                    while clock.now < end {
                        session += 1
                        let line = population.line(chance.below(population.lines))
                        try await self.session("gw\(caller).bench.example;\(run);\(session)", line, clock, into: &result)
                    }
                    return result
                }
            }
            return try await group.reduce(into: Result()) { sum, part in
                sum.answers += part.answers
                sum.latencies += part.latencies
            }
        }
        let elapsed = clock.now - start
        result.seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        result.latencies.sort()
        return result
    }

    private func session(_ id: String, _ line: LineID, _ clock: ContinuousClock, into result: inout Result) async throws {
        var granted: Int64 = 0
        for number in UInt32(0)..<10 {
            let kind: UsageRequest.Kind = number == 0 ? .initial : number == 9 ? .termination : .update
            let request = try UsageRequest(
                sessionID: id, requestNumber: number, kind: kind, lineID: line,
                items: [
                    .init(
                        ratingGroup: 1, requested: number == 9 ? .nothing : .any,
                        used: number == 0 ? nil : UsedUnits(input: granted / 8, output: granted - granted / 8))
                ], apn: Self.apn)
            let sent = clock.now
            let answer = try await platform.authorizeUsage(request)
            if result.answers % 8 == 0 {
                let wait = (clock.now - sent).components
                result.latencies.append(Int(wait.seconds) * 1_000_000 + Int(wait.attoseconds / 1_000_000_000_000))
            }
            result.answers += 1
            heard?(answer)
            granted = answer.items.first?.granted ?? 0
        }
    }

    private static let apn = APN("internet")
}

/// SplitMix64: enough to choose lines by.
struct Chance: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
