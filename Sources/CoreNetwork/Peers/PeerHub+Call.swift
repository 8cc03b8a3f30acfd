import Diameter
import NIOCore
import NIOPosix
import Platform
import Telecom

/// Connections that this node opens.
extension PeerHub {
    /// Connects and exchanges capabilities.
    /// - Parameter name: the Origin-Host that must answer; `nil` for whoever does.
    /// - Throws: `DiameterClient.NotConnected`.
    func call(_ host: String, port: Int, over transport: PeerTransport = .tcp, name: String? = nil) async throws -> (any Channel, Peer) {
        guard let address = InternetAddress(host) else { throw DiameterClient.NotConnected(description: "\(host) is not an address") }
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let opened = eventLoop.makePromise(of: Peer.self)
        let limits = configuration.limits
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: eventLoop)
                .connectTimeout(.seconds(10))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(.writeBufferWaterMark, value: .init(low: limits.unreadOctets / 2, high: limits.unreadOctets))
                .channelInitializer { [self] channel in
                    channel.eventLoop.makeCompletedFuture {
                        if transport == .tls {
                            try channel.pipeline.syncOperations.addHandler(configuration.tls!.initiator(calling: name ?? host))
                        }
                        try channel.pipeline.syncOperations.addHandlers(
                            ByteToMessageHandler(DiameterFrameDecoder()),
                            PeerChannelHandler(
                                self, role: .initiator, address: address, over: transport, called: name, eventLoop: channel.eventLoop,
                                opened: opened))
                    }
                }
                .connect(host: host, port: port).get()
        } catch {
            opened.fail(error)
            throw DiameterClient.NotConnected(description: "nobody answers at \(host), port \(port)")
        }
        return (channel, try await opened.futureResult.get())
    }

    /// Keeps the connection to a peer: calls it, and calls it again when it is lost. One that has connected to us is left alone.
    /// Returns when the task is cancelled.
    func keepCalling(_ called: CalledPeer, _ randomness: Randomness) async {
        var pauses = configuration.callPauses
        while !Task.isCancelled {
            if table.peer(called.name) == nil {
                do {
                    let (channel, _) = try await call(called.host, port: called.port, over: called.transport, name: called.name)
                    metrics.called(true)
                    pauses.reset()
                    try? await channel.closeFuture.get()
                } catch {
                    metrics.called(false)
                    log.debug("a Diameter peer does not answer", metadata: ["peer": "\(called.name)", "reason": "\(error)"])
                }
            }
            try? await Task.sleep(for: .milliseconds(pauses.next(randomness)))
        }
    }
}
