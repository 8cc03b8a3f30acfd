import Platform
import Telecom

/// Which line an identity names, remembered for a minute: a gateway says it with every request, and it changes when a line is provisioned
/// or a number moves, never within a session's life. Whether the line may use anything is not remembered: charging reads it each time.
final class ServedLines: Sendable {
    private struct Entry {
        let line: LineID
        let until: Timestamp
    }

    private static let capacity = 100_000
    private let platform: Platform
    private let entries = Lock<[SubscriberIdentity: Entry]>([:])

    init(_ platform: Platform) { self.platform = platform }

    /// - Returns: `nil` when no line has this identity.
    /// - Throws: `StoreError`.
    func line(of identity: SubscriberIdentity) async throws -> LineID? {
        let now = platform.time.now()
        if let entry = entries.withLock({ $0[identity] }), entry.until > now { return entry.line }
        guard let line = try await platform.servedLine(identity) else { return nil }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = [:] }
            entries[identity] = Entry(line: line, until: now.adding(seconds: 60))
        }
        return line
    }
}
