import Telecom

/// Update-Location-Request: an MME serves a subscriber from now on. Source: 3GPP TS 29.272 §7.2.3, §5.2.1.1.
public struct UpdateLocationRequest: S6aRequest {
    public static let command = CommandCode.updateLocation

    public var route: S6aRoute
    public var imsi: IMSI
    public var ratType: RATType
    public var flags: ULRFlags
    /// The network that the MME belongs to.
    public var visitedPLMN: PLMN

    public init(route: S6aRoute, imsi: IMSI, ratType: RATType, flags: ULRFlags, visitedPLMN: PLMN) {
        self.route = route
        self.imsi = imsi
        self.ratType = ratType
        self.flags = flags
        self.visitedPLMN = visitedPLMN
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        ratType = try message.required(AVPs.ratType)
        flags = try message.required(AVPs.ulrFlags)
        visitedPLMN = try message.required(AVPs.visitedPLMNID)
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        message.append(AVPs.ratType, ratType)
        message.append(AVPs.ulrFlags, flags)
        message.append(AVPs.visitedPLMNID, visitedPLMN)
    }
}
