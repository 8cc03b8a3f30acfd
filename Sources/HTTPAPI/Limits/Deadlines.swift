import Telecom

/// Bounds how long a caller waits for what a handler does.
///
/// A handler that is late is neither stopped nor cancelled: a transaction stands or falls as a whole, and an answer that comes after its
/// time is still kept under its idempotency key for who asks again. Nor does a caller who hangs up take back what was begun.
/// Deadlines are looked at once in `interval`, all of them by one task, so that a request costs no timer of its own.
final class Deadlines: Sendable {
    struct Late: Error {}

    private struct Waiting {
        let deadline: ContinuousClock.Instant
        let expire: @Sendable () -> Void
    }

    private struct State {
        var waiting: [UInt64: Waiting] = [:]
        var begun: UInt64 = 0
        var isWatched = false
    }

    private let interval: Duration
    private let state = Lock(State())

    init(interval: Duration = .seconds(1)) { self.interval = interval }

    /// - Throws: `Late` when the work is not done within `limit`, at most one interval later; what the work throws.
    func run<Value: Sendable>(within limit: Duration, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let outcome = Outcome<Value>()
        let id = add(Waiting(deadline: .now + limit) { outcome.settle(.failure(Late())) })
        Task {
            do {
                outcome.settle(.success(try await work()))
            } catch {
                outcome.settle(.failure(error))
            }
            state.withLock { _ = $0.waiting.removeValue(forKey: id) }
        }
        return try await outcome.value()
    }

    private func add(_ waiting: Waiting) -> UInt64 {
        let (id, watch) = state.withLock { state in
            state.begun += 1
            state.waiting[state.begun] = waiting
            defer { state.isWatched = true }
            return (state.begun, !state.isWatched)
        }
        if watch { Task { await expireUntilNoneWaits() } }
        return id
    }

    private func expireUntilNoneWaits() async {
        while true {
            try? await Task.sleep(for: interval)
            let now = ContinuousClock.now
            let (late, isDone) = state.withLock { state in
                let late = state.waiting.filter { $0.value.deadline <= now }
                for id in late.keys { state.waiting[id] = nil }
                state.isWatched = !state.waiting.isEmpty
                return (late.values, state.waiting.isEmpty)
            }
            for waiting in late { waiting.expire() }
            if isDone { return }
        }
    }
}

/// Waits for the first of two.
private final class Outcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
        case taken
    }

    private let state = Lock(State.open)

    /// What comes second is dropped.
    func settle(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .open: state = .settled(result)
            case .awaited(let continuation):
                state = .taken
                return continuation
            case .settled, .taken: break
            }
            return nil
        }
        continuation?.resume(with: result)
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Value, any Error>? = state.withLock { state in
                guard case .settled(let result) = state else {
                    state = .awaited(continuation)
                    return nil
                }
                state = .taken
                return result
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
