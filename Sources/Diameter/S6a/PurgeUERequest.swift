import Telecom

/// Purge-UE-Request: an MME has forgotten a subscriber that was silent for long. Source: 3GPP TS 29.272 §7.2.13, §5.2.1.3.
public struct PurgeUERequest: S6aRequest {
    public static let command = CommandCode.purgeUE

    public var route: S6aRoute
    public var imsi: IMSI

    public init(route: S6aRoute, imsi: IMSI) {
        self.route = route
        self.imsi = imsi
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
    }

    public func append(to message: inout DiameterMessage) { message.append(AVPs.userName, imsi.digits) }
}

/// Purge-UE-Answer. Source: 3GPP TS 29.272 §7.2.14.
public struct PurgeUEAnswer: S6aAnswer {
    public var result: DiameterResult
    public var flags: PUAFlags?

    public init(_ result: DiameterResult, flags: PUAFlags? = nil) {
        self.result = result
        self.flags = flags
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        result = try DiameterResult(message)
        flags = try message.first(AVPs.puaFlags)
    }

    public func append(to message: inout DiameterMessage) { message.append(AVPs.puaFlags, flags) }
}
