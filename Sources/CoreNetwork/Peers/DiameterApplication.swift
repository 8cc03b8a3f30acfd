import Diameter

/// An application that the Diameter door serves, such as Gy. It plugs in where the door is assembled; the door itself knows none.
///
/// The door has decoded the request, found that this realm is meant, and counts and times the answer.
public protocol DiameterApplication: Sendable {
    /// What the capabilities exchange says of it.
    var capability: Capabilities.Application { get }

    /// Commands whose requests it answers; others are answered with 3001 before they get here.
    var commands: Set<CommandCode> { get }

    /// Answers one request. May run for many requests of one peer at once; the answers leave in any order.
    /// - Returns: an answer made with `request.answer(…)`, so that it carries the request's identifiers and Proxy-Info.
    func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage

    /// What it does towards peers of its own accord, until the task is cancelled. Nothing unless said otherwise.
    func serve(_ peers: PeerTable) async
}

extension DiameterApplication {
    public func serve(_ peers: PeerTable) async {}
}

/// What this node calls itself in Origin-Host and Origin-Realm. Source: RFC 6733 §4.3.1 (DiameterIdentity).
public struct DiameterIdentity: Hashable, Sendable {
    public let host: String
    public let realm: String

    public init(host: String, realm: String) {
        self.host = host
        self.realm = realm
    }
}

extension DiameterMessage {
    func answer(_ resultCode: ResultCode, from identity: DiameterIdentity) -> DiameterMessage {
        answer(
            sessionID: (try? first(AVPs.sessionID)) ?? nil, resultCode: resultCode, originHost: identity.host, originRealm: identity.realm)
    }

    func answer(failing failure: DiameterFailure, from identity: DiameterIdentity) -> DiameterMessage {
        answer(failing: failure, originHost: identity.host, originRealm: identity.realm)
    }
}
