import Foundation
import Logging
import Telecom

/// Listens on a connection of its own, and connects again when it was lost. Started by the first listener.
final class PostgreSQLListener: Sendable {
    private struct State {
        var hasStarted = false
        var isClosing = false
    }

    private let location: PostgreSQLLocation
    private let configuration: PostgreSQLEngine.Configuration
    private let log: Logger
    private let channels = Channels()
    private let state = Lock(State())
    /// A byte in it wakes the thread from its wait.
    private let wakeReader: Int32
    private let wakeWriter: Int32

    init(_ location: PostgreSQLLocation, _ configuration: PostgreSQLEngine.Configuration, log: Logger) throws(StoreError) {
        self.location = location
        self.configuration = configuration
        self.log = log
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw StoreError.unavailable("no more file descriptors") }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (wakeReader, wakeWriter) = (ends[0], ends[1])
    }

    deinit {
        Foundation.close(wakeReader)
        Foundation.close(wakeWriter)
    }

    func listen(_ channel: String) -> AsyncStream<String> {
        let stream = channels.listen(channel)
        let isFirst = state.withLock { state in
            defer { state.hasStarted = true }
            return !state.hasStarted && !state.isClosing
        }
        if isFirst {
            let thread = Thread { self.listenUntilClosed() }
            thread.name = "postgresql-listen"
            thread.start()
        }
        wake()
        return stream
    }

    func close() {
        state.withLock { $0.isClosing = true }
        channels.finish()
        wake()
    }

    private var isClosing: Bool { state.withLock(\.isClosing) }

    private func wake() { _ = Foundation.write(wakeWriter, [0], 1) }

    private func listenUntilClosed() {
        var pauseMilliseconds: Int32 = 50
        while !isClosing {
            do {
                let connection = try PostgreSQLConnection(location, configuration, log: log)
                pauseMilliseconds = 50
                try passOn(from: connection)
            } catch {
                log.warning("PostgreSQL listener: \((error as? PostgreSQLFailure)?.message ?? "\(error)")")
                guard !isClosing else { return }
                wait(on: [wakeReader], Int32.random(in: pauseMilliseconds / 2...pauseMilliseconds))
                pauseMilliseconds = min(2 * pauseMilliseconds, 5000)
            }
        }
    }

    private func passOn(from connection: PostgreSQLConnection) throws {
        var heard: Set<String> = []
        while !isClosing {
            let wanted = channels.names
            for channel in wanted.subtracting(heard) {
                _ = try connection.exchange([.plain("LISTEN \"\(channel)\"")])
                // What was sent before this is lost: look.
                channels.send("", on: channel)
            }
            for channel in heard.subtracting(wanted) { _ = try connection.exchange([.plain("UNLISTEN \"\(channel)\"")]) }
            heard = wanted
            for (channel, message) in connection.notifications() { channels.send(message, on: channel) }
            wait(on: [connection.descriptor, wakeReader], -1)
            try connection.consumeInput()
        }
    }

    /// Waits for something to read on one of `descriptors`, and empties the pipe.
    private func wait(on descriptors: [Int32], _ milliseconds: Int32) {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&entries, nfds_t(entries.count), milliseconds)
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(wakeReader, &bytes, bytes.count) > 0 {}
    }
}
