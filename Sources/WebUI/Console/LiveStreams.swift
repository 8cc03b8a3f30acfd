import HTTPAPI
import Hummingbird
import NIOCore
import Platform
import Telecom

/// Server-sent events, so many for an account and for the node and no more. Source: WHATWG HTML §9.2.
final class LiveStreams: Sendable {
    static let shared = LiveStreams()
    static let mostPerAccount = 4
    static let most = 200
    /// How long a stream lasts, so that a node that stops waits for none of them longer.
    static let lifeSeconds: Int64 = 25
    /// Between two looks.
    static let pauseSeconds: Int64 = 5

    private let open = Lock<[AccountID: Int]>([:])

    /// Sends what `read` gives at once, and then whenever it differs from the time before.
    /// - Throws: `too_many_streams`.
    func stream(for account: AccountID, _ read: @escaping @Sendable () async throws -> String) throws -> Content {
        try begin(account)
        let (events, continuation) = AsyncStream<ByteBuffer>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let work = Lock<Task<Void, Never>?>(nil)
        continuation.onTermination = { [self] _ in
            work.withLock { $0?.cancel() }
            end(account)
        }
        let task = Task {
            // Browsers come back a second after the end.
            continuation.yield(ByteBuffer(string: "retry: 1000\n\n"))
            var sent = ""
            for _ in 0..<Self.lifeSeconds / Self.pauseSeconds {
                guard let text = try? await read() else { break }
                continuation.yield(ByteBuffer(string: text == sent ? ": still here\n\n" : "data: \(text)\n\n"))
                sent = text
                guard (try? await Task.sleep(for: .seconds(Self.pauseSeconds))) != nil else { break }
            }
            continuation.finish()
        }
        work.withLock { $0 = task }
        return Content(streaming: "text/event-stream", events)
    }

    /// Streams that are open.
    func count(of account: AccountID) -> Int { open.withLock { $0[account] ?? 0 } }

    private func begin(_ account: AccountID) throws {
        let isAllowed = open.withLock { open in
            guard open[account, default: 0] < Self.mostPerAccount, open.values.reduce(0, +) < Self.most else { return false }
            open[account, default: 0] += 1
            return true
        }
        guard isAllowed else {
            throw PlatformError(.rateLimited, code: "too_many_streams", "There are too many live pages open. Close one.")
        }
    }

    private func end(_ account: AccountID) {
        open.withLock { open in
            let left = open[account, default: 1] - 1
            open[account] = left > 0 ? left : nil
        }
    }
}
