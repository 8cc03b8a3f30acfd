import Foundation
import Telecom

/// `notify` and `listen` inside one process, for the engine that only one process uses.
final class LocalChannels: Sendable {
    private struct State {
        var listeners: [String: [UUID: AsyncStream<String>.Continuation]] = [:]
        var finished = false
    }

    private let state = Lock(State())

    func listen(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(100))
        let id = UUID()
        let finished = state.withLock { state in
            if !state.finished { state.listeners[channel, default: [:]][id] = continuation }
            return state.finished
        }
        if finished { continuation.finish() }
        continuation.onTermination = { [state] _ in
            state.withLock { _ = $0.listeners[channel]?.removeValue(forKey: id) }
        }
        return stream
    }

    func send(_ message: String, on channel: String) {
        for continuation in state.withLock({ Array($0.listeners[channel, default: [:]].values) }) { continuation.yield(message) }
    }

    func finish() {
        let all = state.withLock { state in
            state.finished = true
            return state.listeners.values.flatMap(\.values)
        }
        for continuation in all { continuation.finish() }
    }
}
