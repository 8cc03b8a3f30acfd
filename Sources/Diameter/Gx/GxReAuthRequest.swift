/// Gx's RA-Request: the network changes a session's rules, or asks the gateway to end it. Source: 3GPP TS 29.212 §5.6.4.
public struct GxReAuthRequest: Hashable, Sendable {
    public var sessionID: String
    public var originHost: String
    public var originRealm: String
    public var destinationHost: String
    public var destinationRealm: String
    /// Set when the session has to end; the gateway then sends a termination (§4.5.9).
    public var releaseCause: SessionReleaseCause?
    public var provision: PolicyProvision

    public init(
        sessionID: String, originHost: String, originRealm: String, destinationHost: String, destinationRealm: String,
        releaseCause: SessionReleaseCause? = nil, provision: PolicyProvision = PolicyProvision()
    ) {
        self.sessionID = sessionID
        self.originHost = originHost
        self.originRealm = originRealm
        self.destinationHost = destinationHost
        self.destinationRealm = destinationRealm
        self.releaseCause = releaseCause
        self.provision = provision
    }
}

extension GxReAuthRequest {
    /// Re-Auth-Request-Type AUTHORIZE_ONLY (RFC 6733 §8.12).
    private static let authorizeOnly: UInt32 = 0

    public var message: DiameterMessage {
        var message = DiameterMessage(flags: [.request, .proxiable], command: .reAuth, applicationID: .gx)
        message.append(AVPs.sessionID, sessionID)
        message.append(AVPs.authApplicationID, .gx)
        message.append(AVPs.originHost, originHost)
        message.append(AVPs.originRealm, originRealm)
        message.append(AVPs.destinationRealm, destinationRealm)
        message.append(AVPs.destinationHost, destinationHost)
        message.append(AVPs.reAuthRequestType, Self.authorizeOnly)
        message.append(AVPs.sessionReleaseCause, releaseCause)
        provision.append(to: &message)
        return message
    }

    /// As a gateway reads it.
    /// - Throws: `DiameterFailure` 5005 or 5004.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        destinationHost = try message.required(AVPs.destinationHost)
        destinationRealm = try message.required(AVPs.destinationRealm)
        _ = try message.required(AVPs.reAuthRequestType)
        releaseCause = try message.first(AVPs.sessionReleaseCause)
        provision = try PolicyProvision(message)
    }
}

/// Gx's RA-Answer. Source: 3GPP TS 29.212 §5.6.5.
public struct GxReAuthAnswer: Hashable, Sendable {
    public var sessionID: String
    public var result: DiameterResult
    public var originHost: String
    public var originRealm: String
    /// Rules that could not be installed.
    public var ruleReports: [ChargingRuleReport]

    public init(
        sessionID: String, result: DiameterResult, originHost: String, originRealm: String, ruleReports: [ChargingRuleReport] = []
    ) {
        self.sessionID = sessionID
        self.result = result
        self.originHost = originHost
        self.originRealm = originRealm
        self.ruleReports = ruleReports
    }

    public func message(answering request: DiameterMessage) -> DiameterMessage {
        var message = request.answer(sessionID: sessionID, result: result, originHost: originHost, originRealm: originRealm)
        for report in ruleReports { message.append(AVPs.chargingRuleReport, report.group) }
        return message
    }

    /// - Throws: `DiameterFailure` 5005 or 5004.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        result = try DiameterResult(message)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        ruleReports = []
        for group in try message.all(AVPs.chargingRuleReport) { ruleReports.append(try ChargingRuleReport(group)) }
    }
}
