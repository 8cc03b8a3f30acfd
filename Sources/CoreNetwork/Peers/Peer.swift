import Diameter
import NIOCore
import Telecom

/// Why a request of ours got no answer.
public enum PeerError: Error, Hashable, Sendable {
    /// The connection ended, or had ended. The peer may have acted on the request.
    case lost
    /// No answer in time. The peer may have acted on the request.
    case noAnswer
    /// `DiameterConfiguration.Limits.requestsWaiting` wait for an answer already; it was not sent.
    case tooManyWaiting
}

/// A peer has come or gone.
public enum PeerChange: Sendable {
    case opened(Peer)
    /// `reason` is a label of `gorse_diameter_connection_ends_total`; `left` is a goodbye.
    case gone(Peer, reason: String)
}

/// A peer with an open connection.
public struct Peer: Sendable {
    /// What it said of itself in the capabilities exchange.
    public let capabilities: Capabilities
    public let address: InternetAddress
    public let transport: PeerTransport
    /// What both serve.
    public let applications: Set<ApplicationID>
    public let openedAt: Timestamp
    let statistics: PeerStatistics
    let handler: NIOLoopBound<PeerChannelHandler>

    public var originHost: String { capabilities.originHost }
    public var originRealm: String { capabilities.originRealm }
    var isRelay: Bool { capabilities.applications.contains(.init(.relay)) }

    /// Sends a request of ours; its hop-by-hop and end-to-end identifiers are set here.
    /// - Parameter seconds: how long to wait for the answer, 1 or more.
    /// - Throws: `PeerError`.
    public func send(_ request: DiameterMessage, waiting seconds: Int64 = 10) async throws -> DiameterMessage {
        try await withCheckedThrowingContinuation { continuation in
            handler.eventLoop.execute { handler.value.send(request, waiting: seconds, continuation) }
        }
    }

    func leave(_ cause: DisconnectCause) {
        handler.eventLoop.execute { handler.value.leave(cause) }
    }

    func doubt() {
        handler.eventLoop.execute { handler.value.doubt() }
    }
}
