import Telecom

/// Who is at work on an engine, so that closing it waits for them and lets nobody in after.
final class Usage: Sendable {
    private struct State {
        var users = 0
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Lock(State())

    /// - Throws: `StoreError.unavailable` once it is closed.
    func during<Value>(_ work: () async throws -> Value) async throws -> Value {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.users += 1 }
            return state.isClosed
        }
        if isClosed { throw StoreError.unavailable("the store is closed") }
        defer { leave() }
        return try await work()
    }

    /// - Returns: once nobody is at work; whether this call is the one that closed it.
    func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.users > 0 { state.waiting.append(continuation) }
                return state.users == 0
            }
            if isIdle { continuation.resume() }
        }
        return isFirst
    }

    private func leave() {
        let released = state.withLock { state in
            state.users -= 1
            guard state.users == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in released { continuation.resume() }
    }
}
