import Telecom

/// Slows down guessing. After a number of free failures every further one doubles the wait; a day without a failure forgets them.
public struct SignInThrottle: Sendable, Equatable {
    /// How much is forgiven, by what is counted.
    public enum Subject: Sendable {
        /// Sign-ins to one account: 5 failures.
        case account
        /// Sign-ins from one network address, behind which many people may be: 30 failures.
        case address

        var freeFailures: Int64 { self == .account ? 5 : 30 }
    }

    /// 15 minutes.
    public static let longestWaitSeconds: Int64 = 900
    public static let memorySeconds: Int64 = 86_400

    public let failures: Int64
    public let lastAt: Timestamp
    public let blockedUntil: Timestamp

    public init(failures: Int64, lastAt: Timestamp, blockedUntil: Timestamp) {
        self.failures = failures
        self.lastAt = lastAt
        self.blockedUntil = blockedUntil
    }

    /// What is remembered after one more failure at `time`: from the first that is not free, 1, 2, 4, … seconds of waiting.
    public static func failed(after known: SignInThrottle?, _ subject: Subject, at time: Timestamp) -> SignInThrottle {
        let remembered = known.flatMap { time.seconds(since: $0.lastAt) < memorySeconds ? $0.failures : nil } ?? 0
        let failures = remembered + 1
        let beyond = failures - subject.freeFailures
        let wait = beyond < 0 ? 0 : min(longestWaitSeconds, 1 << min(beyond, 20))
        return SignInThrottle(failures: failures, lastAt: time, blockedUntil: time.adding(seconds: wait))
    }

    /// What is remembered when the last failure turns out to be none.
    public func forgivingOne() -> SignInThrottle {
        SignInThrottle(failures: max(0, failures - 1), lastAt: lastAt, blockedUntil: lastAt)
    }

    public func isBlocked(at time: Timestamp) -> Bool { time < blockedUntil }
}
