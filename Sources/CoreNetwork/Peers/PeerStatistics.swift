import Diameter
import NIOCore
import Telecom

/// What a peer has asked on one connection, and how it was answered.
final class PeerStatistics: Sendable {
    struct Counts: Sendable {
        var requests: Int64 = 0
        /// At most 32 codes are told apart; the others are counted as 0, as are answers without a code.
        var results: [UInt32: Int64] = [:]
        /// Of the last minute or two: of the minute that is running, and of the one before.
        var latency = LatencyHistogram()
    }

    private struct State {
        var counts = Counts()
        var before = LatencyHistogram()
        /// When the running minute began, in the seconds that `answered` is told.
        var minuteBegan: Int64 = 0

        mutating func turn(at seconds: Int64) {
            let age = seconds - minuteBegan
            guard age >= 60 else { return }
            before = age < 120 ? counts.latency : LatencyHistogram()
            counts.latency = LatencyHistogram()
            minuteBegan = seconds
        }
    }

    private let state = Lock(State())

    /// - Parameter seconds: of a clock that never goes back.
    func counts(at seconds: Int64) -> Counts {
        state.withLock { state in
            state.turn(at: seconds)
            var counts = state.counts
            counts.latency.merge(state.before)
            return counts
        }
    }

    /// - Parameter seconds: of the same clock.
    func answered(_ result: ResultCode?, inMicroseconds time: UInt64, at seconds: Int64) {
        state.withLock { state in
            state.turn(at: seconds)
            state.counts.requests += 1
            let code = result?.rawValue ?? 0
            state.counts.results[state.counts.results[code] != nil || state.counts.results.count < 32 ? code : 0, default: 0] += 1
            state.counts.latency.record(microseconds: time)
        }
    }
}

extension NIODeadline {
    var wholeSeconds: Int64 { Int64(uptimeNanoseconds / 1_000_000_000) }
}
