import Telecom

/// A clock that tests set by hand.
public final class ManualTime: Sendable {
    private let moment: Lock<Timestamp>

    public init(_ start: Timestamp = Timestamp("2026-11-23T12:00:00.000Z")!) {
        moment = Lock(start)
    }

    public var source: TimeSource {
        TimeSource { [moment] in moment.withLock { $0 } }
    }

    public func advance(seconds: Int64) {
        moment.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
