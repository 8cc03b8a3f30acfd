import NIOCore
import NIOPosix
import Platform
import Synchronization
import Telecom

/// Hands what passes the Diameter door to whoever reads it at a socket of this machine, as a packet capture. While nobody does, it costs one
/// look at a flag for each message.
///
/// The socket lies in the node's own data folder, which its owner alone may enter. What is read there is what is on the wire: it holds
/// identities, and the vectors of S6a, but no keys of SIMs.
public final class DiameterTrace: Sendable {
    /// At most so many read at once; more are turned away.
    static let greatestReaders = 4
    /// Octets that wait for one reader; beyond, messages are left out of what it gets.
    static let unreadOctets = 8 << 20

    private struct State {
        var readers: [ObjectIdentifier: any Channel] = [:]
        var capture = DiameterCapture()
    }

    private let state = Lock(State())
    private let hasReaders = Atomic(false)
    private let time: TimeSource

    public init(time: TimeSource) { self.time = time }

    var isRead: Bool { hasReaders.load(ordering: .relaxed) }

    /// One message, read or written.
    func passed(_ message: ByteBuffer, on connection: UInt64, isFromPeer: Bool, peer: InternetAddress, own: InternetAddress) {
        let at = time.now()
        let (packets, readers) = state.withLock { state in
            (
                state.capture.packets(of: message, on: connection, isFromPeer: isFromPeer, peer: peer, own: own, at: at),
                Array(state.readers.values)
            )
        }
        // Later on their own event loops, so that the end of a reader never comes in the midst of this.
        for reader in readers where reader.isWritable { reader.eventLoop.execute { reader.writeAndFlush(packets, promise: nil) } }
    }

    func ended(_ connection: UInt64) {
        guard isRead else { return }
        state.withLock { $0.capture.forget(connection) }
    }

    /// Listens until the task is cancelled.
    /// - Parameter path: of the socket, at most 103 octets; one that a killed node left is taken over.
    /// - Throws: when it cannot be listened at.
    public func serve(at path: String) async throws {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: Self.unreadOctets / 2, high: Self.unreadOctets))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(trace: self)) }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        await withTaskCancellationHandler {
            try? await listener.closeFuture.get()
        } onCancel: {
            listener.close(promise: nil)
        }
        for reader in state.withLock({ Array($0.readers.values) }) { reader.close(promise: nil) }
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let trace: DiameterTrace

        init(trace: DiameterTrace) { self.trace = trace }

        func channelActive(context: ChannelHandlerContext) {
            if !trace.begin(context.channel) { context.close(promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) { trace.end(context.channel) }

        /// What a reader says is of no interest.
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
    }

    private func begin(_ channel: any Channel) -> Bool {
        channel.writeAndFlush(DiameterCapture.header, promise: nil)
        return state.withLock { state in
            guard state.readers.count < Self.greatestReaders else { return false }
            if state.readers.isEmpty { state.capture = DiameterCapture() }
            state.readers[ObjectIdentifier(channel)] = channel
            hasReaders.store(true, ordering: .relaxed)
            return true
        }
    }

    private func end(_ channel: any Channel) {
        state.withLock { state in
            state.readers[ObjectIdentifier(channel)] = nil
            if state.readers.isEmpty { hasReaders.store(false, ordering: .relaxed) }
        }
    }

    /// The other end: takes what the node at `path` hands out, until the node stops or the task is cancelled.
    /// - Parameter write: given octets as they come; what it throws ends it.
    /// - Throws: when no node listens there.
    public static func read(at path: String, _ write: (ByteBuffer) throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel, configuration: .init())
                }
            }
        try await channel.executeThenClose { inbound in
            for try await octets in inbound { try write(octets) }
        }
    }
}
