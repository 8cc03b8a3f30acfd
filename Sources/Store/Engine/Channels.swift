import Foundation
import Telecom

/// Who listens in this process, by channel. SQLite's engine sends straight to them; PostgreSQL's listener passes on what the server says.
final class Channels: Sendable {
    private struct State {
        var listeners: [String: [UUID: AsyncStream<String>.Continuation]] = [:]
        var finished = false
    }

    private let state = Lock(State())

    /// A stream that keeps the newest 100 messages for a listener that lags.
    /// - Parameter channel: 1 to 63 lower-case letters, digits or `_`: a name in the program, never input.
    func listen(_ channel: String) -> AsyncStream<String> {
        precondition(Self.isName(channel), "not a channel's name")
        let (stream, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(100))
        let id = UUID()
        let finished = state.withLock { state in
            if !state.finished { state.listeners[channel, default: [:]][id] = continuation }
            return state.finished
        }
        if finished { continuation.finish() }
        continuation.onTermination = { [state] _ in
            state.withLock {
                $0.listeners[channel]?[id] = nil
                if $0.listeners[channel]?.isEmpty == true { $0.listeners[channel] = nil }
            }
        }
        return stream
    }

    /// The channels that someone listens to.
    var names: Set<String> { state.withLock { Set($0.listeners.keys) } }

    func send(_ message: String, on channel: String) {
        let listeners = state.withLock { $0.listeners[channel].map { Array($0.values) } ?? [] }
        for continuation in listeners { continuation.yield(message) }
    }

    func finish() {
        let all = state.withLock { state in
            state.finished = true
            return state.listeners.values.flatMap(\.values)
        }
        for continuation in all { continuation.finish() }
    }

    /// - Throws: `StoreError.statement` when no engine would carry it.
    static func check(_ channel: String, _ message: String) throws(StoreError) {
        guard isName(channel) else { throw StoreError.statement("\(channel) is not a channel's name") }
        guard message.utf8.count <= 200 else { throw StoreError.statement("a message of more than 200 bytes on \(channel)") }
    }

    private static func isName(_ channel: String) -> Bool {
        (1...63).contains(channel.utf8.count)
            && channel.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
