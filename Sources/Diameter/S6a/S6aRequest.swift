import Telecom

/// The way of an S6a request: its session, who asks, who is asked.
public struct S6aRoute: Hashable, Sendable {
    /// Lives as long as the request: neither side keeps a session (3GPP TS 29.272 §7.1.4).
    public var sessionID: String
    public var originHost: String
    public var originRealm: String
    public var destinationHost: String?
    public var destinationRealm: String

    public init(sessionID: String, originHost: String, originRealm: String, destinationHost: String? = nil, destinationRealm: String) {
        self.sessionID = sessionID
        self.originHost = originHost
        self.originRealm = originRealm
        self.destinationHost = destinationHost
        self.destinationRealm = destinationRealm
    }

    init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        destinationHost = try message.first(AVPs.destinationHost)
        destinationRealm = try message.required(AVPs.destinationRealm)
    }
}

/// A request between MME and home subscriber server. Source: 3GPP TS 29.272 §7.2.
public protocol S6aRequest: Hashable, Sendable {
    static var command: CommandCode { get }
    var route: S6aRoute { get set }

    /// - Throws: `DiameterFailure` 5005 for what is missing, 5004 for a wrong value.
    init(_ message: DiameterMessage) throws(DiameterFailure)

    /// Appends what is this request's own.
    func append(to message: inout DiameterMessage)
}

extension S6aRequest {
    /// As it is sent. Hop-by-hop and end-to-end identifiers are the connection's to set.
    public var message: DiameterMessage {
        var message = DiameterMessage(flags: [.request, .proxiable], command: Self.command, applicationID: .s6a)
        message.append(AVPs.sessionID, route.sessionID)
        message.append(AVPs.vendorSpecificApplicationID, .s6a)
        message.append(AVPs.authSessionState, .noStateMaintained)
        message.append(AVPs.originHost, route.originHost)
        message.append(AVPs.originRealm, route.originRealm)
        message.append(AVPs.destinationHost, route.destinationHost)
        message.append(AVPs.destinationRealm, route.destinationRealm)
        append(to: &message)
        return message
    }
}

extension AVPGroup {
    fileprivate static let s6a = AVPGroup([AVPs.vendorID(vendor3GPP), AVPs.authApplicationID(.s6a)])
}

extension DiameterMessage {
    /// What S6a adds to the beginning of its answers.
    mutating func appendS6aSession() {
        append(AVPs.vendorSpecificApplicationID, .s6a)
        append(AVPs.authSessionState, .noStateMaintained)
    }

    /// User-Name is the IMSI in S6a (3GPP TS 29.272 §7.2).
    func requiredIMSI() throws(DiameterFailure) -> IMSI {
        let text = try required(AVPs.userName)
        guard let imsi = IMSI(text) else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.userName(text), "User-Name is not an IMSI")
        }
        return imsi
    }
}
