import Telecom

/// Counts requests in a minute that slides: the requests of this minute, and of the minute before as far as it still counts.
///
/// The table holds at most 65,536 callers. When it is full before a minute is over, the counts of the minute before are
/// forgotten: whoever owns so many addresses gains one more allowance each, and memory stays bounded.
final class RateLimiter: Sendable {
    enum Caller: Hashable, Sendable {
        case client(UInt128)
        case pages(UInt128)
        case account(AccountID)
        case gateway(AccountID)
    }

    /// What a caller is told in `RateLimit-*`.
    struct Verdict: Sendable, Equatable {
        let isAllowed: Bool
        let limit: Int
        let remaining: Int
        /// Until the count is down again: to the whole limit when allowed, to one more request when not. At least 1.
        let resetSeconds: Int
    }

    private struct Windows {
        var index: Int64 = 0
        var current: [Caller: Int] = [:]
        var before: [Caller: Int] = [:]
    }

    static let windowSeconds: Int64 = 60
    static let greatestCount = 32_768
    private let windows = Lock(Windows())

    /// How many callers are remembered.
    var count: Int { windows.withLock { $0.current.count + $0.before.count } }

    /// Counts one request of `caller`, unless that would be more than `limit` in a minute.
    func take(_ caller: Caller, limit: Int, at now: Timestamp) -> Verdict {
        let seconds = now.secondsSince1970
        let elapsed = Int(seconds % Self.windowSeconds)
        return windows.withLock { windows in
            let index = seconds / Self.windowSeconds
            if index != windows.index {
                windows.before = index == windows.index + 1 ? windows.current : [:]
                windows.current = [:]
                windows.index = index
            }
            let before = windows.before[caller] ?? 0
            let current = windows.current[caller] ?? 0
            let window = Int(Self.windowSeconds)
            let carried = (before * (window - elapsed) + window - 1) / window
            guard current + carried < limit else {
                // The share of the minute before shrinks by one each window/before seconds; what was counted now waits for the next minute.
                let wait = current < limit && before > 0 ? max(1, window / before) : window - elapsed
                return Verdict(isAllowed: false, limit: limit, remaining: 0, resetSeconds: max(1, wait))
            }
            if current == 0, windows.current.count >= Self.greatestCount {
                windows.before = windows.current
                windows.current = [:]
            }
            windows.current[caller] = current + 1
            return Verdict(isAllowed: true, limit: limit, remaining: limit - current - carried - 1, resetSeconds: window - elapsed)
        }
    }
}
