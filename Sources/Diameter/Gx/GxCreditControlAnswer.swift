/// Gx's CC-Answer: what the gateway is to do with the session. Source: 3GPP TS 29.212 §5.6.3.
public struct GxCreditControlAnswer: Hashable, Sendable {
    public var sessionID: String
    public var result: DiameterResult
    public var originHost: String
    public var originRealm: String
    public var type: CCRequestType
    public var number: UInt32
    public var supportedFeatures: [SupportedFeatures]
    public var bearerControlMode: BearerControlMode?
    public var provision: PolicyProvision

    public init(
        sessionID: String, result: DiameterResult, originHost: String, originRealm: String, type: CCRequestType, number: UInt32,
        supportedFeatures: [SupportedFeatures] = [], bearerControlMode: BearerControlMode? = nil,
        provision: PolicyProvision = PolicyProvision()
    ) {
        self.sessionID = sessionID
        self.result = result
        self.originHost = originHost
        self.originRealm = originRealm
        self.type = type
        self.number = number
        self.supportedFeatures = supportedFeatures
        self.bearerControlMode = bearerControlMode
        self.provision = provision
    }
}

extension GxCreditControlAnswer {
    /// The message that answers `request`.
    public func message(answering request: DiameterMessage) -> DiameterMessage {
        var message = request.answer(sessionID: sessionID, result: result, originHost: originHost, originRealm: originRealm)
        message.append(AVPs.authApplicationID, .gx)
        message.append(AVPs.ccRequestType, type)
        message.append(AVPs.ccRequestNumber, number)
        for features in supportedFeatures { message.append(AVPs.supportedFeatures, features.group) }
        message.append(AVPs.bearerControlMode, bearerControlMode)
        provision.append(to: &message)
        return message
    }

    /// As a gateway reads it.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        result = try DiameterResult(message)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        type = try message.required(AVPs.ccRequestType)
        number = try message.required(AVPs.ccRequestNumber)
        supportedFeatures = []
        for group in try message.all(AVPs.supportedFeatures) { supportedFeatures.append(try SupportedFeatures(group)) }
        bearerControlMode = try message.first(AVPs.bearerControlMode)
        provision = try PolicyProvision(message)
    }
}
