import Diameter
import Logging
import NIOCore
import NIOPosix
import Platform
import Telecom

/// Our end of a connection that we open ourselves, for tools and tests.
public enum DiameterClient {
    /// Why there is no connection to work with.
    public struct NotConnected: Error, CustomStringConvertible {
        public let description: String
    }

    /// Connects, exchanges capabilities, hands the peer to `body` and says goodbye after it.
    /// - Parameters:
    ///   - host: an address, not a name.
    ///   - identity: what we call ourselves.
    ///   - applications: what we say we serve.
    /// - Throws: `NotConnected` when nobody answers or the peer refuses; what `body` throws.
    public static func connected<Value: Sendable>(
        to host: String, port: Int, as identity: DiameterIdentity, applications: [Capabilities.Application],
        _ body: (Peer) async throws -> Value
    ) async throws -> Value {
        guard let address = InternetAddress(host) else { throw NotConnected(description: "\(host) is not an address") }
        let hub = PeerHub(
            DiameterConfiguration(host: host, port: port, identity: identity, peers: []),
            applications: applications.map(Asking.init), time: .system, randomness: .system, metrics: Metrics(),
            log: Logger(label: "diameter") { _ in SwiftLogNoOpLogHandler() })
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let opened = eventLoop.makePromise(of: Peer.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: eventLoop)
                .connectTimeout(.seconds(10))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            ByteToMessageHandler(DiameterFrameDecoder()),
                            PeerChannelHandler(hub, role: .initiator, address: address, eventLoop: channel.eventLoop, opened: opened))
                    }
                }
                .connect(host: host, port: port).get()
        } catch {
            opened.fail(error)
            throw NotConnected(description: "nobody answers at \(host), port \(port)")
        }
        do {
            let value = try await body(opened.futureResult.get())
            await hub.table.leave(.doNotWantToTalkToYou, on: channel.eventLoop)
            return value
        } catch {
            await hub.table.leave(.doNotWantToTalkToYou, on: channel.eventLoop)
            throw error
        }
    }

    /// Serves nothing: only asks.
    private struct Asking: DiameterApplication {
        let capability: Capabilities.Application
        let commands: Set<CommandCode> = []

        func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage { request }
    }
}
