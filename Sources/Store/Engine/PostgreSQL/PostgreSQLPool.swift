import Foundation
import Logging
import Telecom

/// A bounded number of threads, each with a connection of its own, and a bounded queue of work for them.
/// A thread is started when work would wait and fewer than the bound run; it stays until the pool is closed.
final class PostgreSQLPool: Sendable {
    typealias Work = @Sendable (PostgreSQLSession) -> Void

    private struct Waiting {
        let since: ContinuousClock.Instant
        let work: Work
        let refuse: @Sendable (StoreError) -> Void
    }

    private struct State {
        var queue: [Waiting] = []
        var threads = 0
        var idle = 0
        var isClosing = false
        var isWatched = false
        var closed: [CheckedContinuation<Void, Never>] = []
    }

    private let location: PostgreSQLLocation
    private let configuration: PostgreSQLEngine.Configuration
    private let log: Logger
    private let state = Lock(State())
    /// Signalled once for every piece of work, and once for every thread at the end.
    private let news = DispatchSemaphore(value: 0)

    init(_ location: PostgreSQLLocation, _ configuration: PostgreSQLEngine.Configuration, log: Logger) {
        self.location = location
        self.configuration = configuration
        self.log = log
    }

    /// Runs `work` on a thread with a connection, or calls `refuse` when the queue is full, none comes free in time or the pool is closed.
    func submit(_ work: @escaping Work, refuse: @escaping @Sendable (StoreError) -> Void) {
        enum Verdict { case refused(String), taken(startThread: Bool, watch: Bool) }
        let verdict: Verdict = state.withLock { state in
            guard !state.isClosing else { return .refused("the store is closed") }
            guard state.queue.count < configuration.waiting else { return .refused("\(configuration.waiting) transactions wait already") }
            state.queue.append(Waiting(since: .now, work: work, refuse: refuse))
            let startThread = state.queue.count > state.idle && state.threads < configuration.connections
            if startThread { state.threads += 1 }
            let watch = !state.isWatched && !startThread
            if watch { state.isWatched = true }
            return .taken(startThread: startThread, watch: watch)
        }
        switch verdict {
        case .refused(let reason): refuse(.unavailable(reason))
        case .taken(let startThread, let watch):
            news.signal()
            if startThread { start() }
            if watch { refuseLate(after: .seconds(configuration.waitSeconds)) }
        }
    }

    /// Takes no more work and returns when what was taken is done and every connection is closed.
    func close() async {
        await withCheckedContinuation { beginClosing($0) }
    }

    func beginClosing(_ closed: CheckedContinuation<Void, Never>? = nil) {
        let (threads, done) = state.withLock { state in
            state.isClosing = true
            if let closed { state.closed.append(closed) }
            guard state.threads == 0 else { return (state.threads, [CheckedContinuation<Void, Never>]()) }
            let done = state.closed
            state.closed = []
            return (0, done)
        }
        for _ in 0..<threads { news.signal() }
        for continuation in done { continuation.resume() }
    }

    private func start() {
        let thread = Thread { self.workUntilClosed() }
        thread.name = "postgresql"
        thread.start()
    }

    private func workUntilClosed() {
        let session = PostgreSQLSession(location, configuration, log: log)
        while true {
            state.withLock { $0.idle += 1 }
            news.wait()
            let (next, isDone) = state.withLock { state in
                state.idle -= 1
                let next = state.queue.isEmpty ? nil : state.queue.removeFirst()
                return (next, next == nil && state.isClosing)
            }
            next?.work(session)
            if isDone { break }
        }
        let done = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.closed = [] }
            return state.closed
        }
        for continuation in done { continuation.resume() }
    }

    /// Work waits in order, so the first in the queue is the first to be late.
    private func refuseLate(after delay: Duration) {
        let seconds = Double(delay.components.seconds) + Double(delay.components.attoseconds) / 1e18
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self else { return }
            let limit = Duration.seconds(configuration.waitSeconds)
            let now = ContinuousClock.now
            let (late, next) = state.withLock { state in
                let late = state.queue.prefix { now - $0.since >= limit }
                state.queue.removeFirst(late.count)
                state.isWatched = !state.queue.isEmpty
                return (Array(late), state.queue.first?.since)
            }
            for waiting in late { waiting.refuse(.unavailable("no connection came free within \(configuration.waitSeconds) s")) }
            if let next { refuseLate(after: max(.zero, next + limit - now)) }
        }
    }
}
