/// What the server asks of a gateway about one of its sessions. Source: RFC 6733 §8.3.1, §8.5.1; RFC 8506 §5.5.
public struct SessionRequest: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Re-Auth-Request: report what was used and ask for quota anew.
        case reAuthorize
        /// Abort-Session-Request: end the session.
        case abort
    }

    public var kind: Kind
    public var sessionID: String
    public var originHost: String
    public var originRealm: String
    public var destinationHost: String
    public var destinationRealm: String

    public init(
        _ kind: Kind, sessionID: String, originHost: String, originRealm: String, destinationHost: String, destinationRealm: String
    ) {
        self.kind = kind
        self.sessionID = sessionID
        self.originHost = originHost
        self.originRealm = originRealm
        self.destinationHost = destinationHost
        self.destinationRealm = destinationRealm
    }

    /// Re-Auth-Request-Type (RFC 6733 §8.12).
    private static let authorizeOnly: UInt32 = 0

    /// Hop-by-hop and end-to-end identifiers are the connection's to set.
    public var message: DiameterMessage {
        var message = DiameterMessage(
            flags: [.request, .proxiable], command: kind == .abort ? .abortSession : .reAuth, applicationID: .creditControl)
        message.append(AVPs.sessionID, sessionID)
        message.append(AVPs.originHost, originHost)
        message.append(AVPs.originRealm, originRealm)
        message.append(AVPs.destinationRealm, destinationRealm)
        message.append(AVPs.destinationHost, destinationHost)
        message.append(AVPs.authApplicationID, .creditControl)
        if kind == .reAuthorize { message.append(AVPs.reAuthRequestType, Self.authorizeOnly) }
        return message
    }
}
