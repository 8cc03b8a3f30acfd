import Diameter
import Logging
import NIOCore
import NIOPosix
import Platform
import Telecom

/// The Diameter door: listens for peers over TCP and TLS, calls those that it is told to, and serves the applications that are plugged in.
/// Source: RFC 6733 §2.1.
public struct DiameterServer: Sendable {
    private let hub: PeerHub
    private let randomness: Randomness

    /// - Parameter onChange: told of each peer that comes and goes, on its connection's event loop: it must not wait.
    public init(
        _ configuration: DiameterConfiguration, applications: [any DiameterApplication], time: TimeSource, randomness: Randomness,
        metrics: Metrics, log: Logger, trace: DiameterTrace? = nil, onChange: @escaping @Sendable (PeerChange) -> Void = { _ in }
    ) {
        precondition(
            configuration.tls != nil
                || !(configuration.listeners.map(\.transport) + configuration.calls.map(\.transport)).contains(.tls),
            "TLS without certificates")
        hub = PeerHub(
            configuration, applications: applications, time: time, randomness: randomness, metrics: metrics, log: log,
            trace: trace, onChange: onChange)
        self.randomness = randomness
    }

    /// The peers that are connected to this node.
    public var peers: PeerTable { hub.table }

    /// Serves until the task is cancelled. Then no more connections are taken, what is being answered is answered, and every peer gets a
    /// Disconnect-Peer-Request with cause REBOOTING.
    /// - Parameter onListening: told the ports, in the order of the configuration's listeners, once connections are taken.
    /// - Throws: when an address cannot be listened on.
    public func run(onListening: @Sendable ([Int]) -> Void = { _ in }) async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        var listeners: [any Channel] = []
        do {
            for listener in hub.configuration.listeners { listeners.append(try await bind(listener)) }
        } catch {
            for listener in listeners { listener.close(promise: nil) }
            throw error
        }
        onListening(listeners.map { $0.localAddress?.port ?? 0 })
        let stopped = eventLoop.makePromise(of: Void.self)
        await withTaskGroup { [listeners] group in
            for application in hub.applications.values { group.addTask { [hub] in await application.serve(hub.table) } }
            for called in hub.configuration.calls { group.addTask { [hub, randomness] in await hub.keepCalling(called, randomness) } }
            await withTaskCancellationHandler {
                try? await stopped.futureResult.get()
            } onCancel: {
                for listener in listeners { listener.close(promise: nil) }
                stopped.succeed()
            }
            await hub.table.leave(.rebooting, on: eventLoop)
            group.cancelAll()
        }
    }

    private func bind(_ listener: DiameterConfiguration.Listener) async throws -> any Channel {
        let limits = hub.configuration.limits
        return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limits.unreadOctets / 2, high: limits.unreadOctets))
            .childChannelInitializer { [hub] channel in
                channel.eventLoop.makeCompletedFuture { try Self.addHandlers(to: channel, over: listener.transport, hub) }
            }
            .bind(host: listener.host, port: listener.port).get()
    }

    private static func addHandlers(to channel: any Channel, over transport: PeerTransport, _ hub: PeerHub) throws {
        guard let address = channel.remoteAddress?.ipAddress.flatMap({ InternetAddress($0) }) else {
            throw ChannelError.unknownLocalAddress
        }
        if transport == .tls { try channel.pipeline.syncOperations.addHandler(hub.configuration.tls!.responder()) }
        try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(DiameterFrameDecoder()),
            PeerChannelHandler(hub, role: .responder, address: address, over: transport, eventLoop: channel.eventLoop))
    }
}
