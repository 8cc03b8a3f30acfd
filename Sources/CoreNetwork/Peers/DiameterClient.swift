import Diameter
import Logging
import NIOCore
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
        let hub = PeerHub(
            DiameterConfiguration(listeners: [], identity: identity, peers: []), applications: applications.map(Asking.init), time: .system,
            randomness: .system, metrics: Metrics(), log: Logger(label: "diameter") { _ in SwiftLogNoOpLogHandler() })
        let (channel, peer) = try await hub.call(host, port: port)
        do {
            let value = try await body(peer)
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
