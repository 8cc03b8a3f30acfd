import Telecom

/// Cancel-Location-Request: an MME serves a subscriber no longer. Answered with its result alone. Source: 3GPP TS 29.272 §7.2.7, §5.2.1.2.
public struct CancelLocationRequest: S6aRequest {
    public static let command = CommandCode.cancelLocation

    public var route: S6aRoute
    public var imsi: IMSI
    public var type: CancellationType
    public var flags: CLRFlags?

    public init(route: S6aRoute, imsi: IMSI, type: CancellationType, flags: CLRFlags? = .s6aIndicator) {
        self.route = route
        self.imsi = imsi
        self.type = type
        self.flags = flags
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        type = try message.required(AVPs.cancellationType)
        flags = try message.first(AVPs.clrFlags)
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        message.append(AVPs.cancellationType, type)
        message.append(AVPs.clrFlags, flags)
    }
}
