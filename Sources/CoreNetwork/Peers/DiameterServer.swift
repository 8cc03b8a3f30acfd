import Diameter
import Logging
import NIOCore
import NIOPosix
import Platform
import Telecom

/// The Diameter door: listens for peers over TCP and serves the applications that are plugged in. Source: RFC 6733 §2.1.
public struct DiameterServer: Sendable {
    private let hub: PeerHub

    public init(
        _ configuration: DiameterConfiguration, applications: [any DiameterApplication], time: TimeSource, randomness: Randomness,
        metrics: Metrics, log: Logger
    ) {
        hub = PeerHub(
            configuration, applications: applications, time: time, randomness: randomness, metrics: metrics, log: log)
    }

    /// The peers that are connected to this node.
    public var peers: PeerTable { hub.table }

    /// Serves until the task is cancelled. Then no more connections are taken, what is being answered is answered, and every peer gets a
    /// Disconnect-Peer-Request with cause REBOOTING.
    /// - Parameter onListening: told the port once connections are taken.
    /// - Throws: when the address cannot be listened on.
    public func run(onListening: @Sendable (Int) -> Void = { _ in }) async throws {
        let limits = hub.configuration.limits
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limits.unreadOctets / 2, high: limits.unreadOctets))
            .childChannelInitializer { [hub] channel in
                channel.eventLoop.makeCompletedFuture { try Self.addHandlers(to: channel, hub) }
            }
            .bind(host: hub.configuration.host, port: hub.configuration.port).get()
        onListening(listener.localAddress?.port ?? hub.configuration.port)
        await withTaskGroup { group in
            for application in hub.applications.values { group.addTask { [hub] in await application.serve(hub.table) } }
            await withTaskCancellationHandler {
                try? await listener.closeFuture.get()
            } onCancel: {
                listener.close(promise: nil)
            }
            await hub.table.leave(.rebooting, on: listener.eventLoop)
            group.cancelAll()
        }
    }

    static func addHandlers(to channel: any Channel, _ hub: PeerHub) throws {
        guard let address = channel.remoteAddress?.ipAddress.flatMap({ InternetAddress($0) }) else {
            throw ChannelError.unknownLocalAddress
        }
        try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(DiameterFrameDecoder()),
            PeerChannelHandler(hub, role: .responder, address: address, eventLoop: channel.eventLoop))
    }
}
