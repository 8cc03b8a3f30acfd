import Telecom

/// Delete-Subscriber-Data-Request: an MME forgets a part of what it knows of a subscriber. Source: 3GPP TS 29.272 §7.2.11, §5.2.2.2.
public struct DeleteSubscriberDataRequest: S6aRequest {
    public static let command = CommandCode.deleteSubscriberData

    public var route: S6aRoute
    public var imsi: IMSI
    public var flags: DSRFlags
    /// Of the APNs that are withdrawn, with `.pdnSubscriptionContexts`.
    public var contexts: [UInt32]

    public init(route: S6aRoute, imsi: IMSI, flags: DSRFlags, contexts: [UInt32] = []) {
        self.route = route
        self.imsi = imsi
        self.flags = flags
        self.contexts = contexts
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        flags = try message.required(AVPs.dsrFlags)
        contexts = try message.all(AVPs.contextIdentifier)
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        message.append(AVPs.dsrFlags, flags)
        for context in contexts { message.append(AVPs.contextIdentifier, context) }
    }
}

/// Delete-Subscriber-Data-Answer. Source: 3GPP TS 29.272 §7.2.12.
public struct DeleteSubscriberDataAnswer: S6aAnswer {
    public var result: DiameterResult
    public var flags: DSAFlags?

    public init(_ result: DiameterResult, flags: DSAFlags? = nil) {
        self.result = result
        self.flags = flags
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        result = try DiameterResult(message)
        flags = try message.first(AVPs.dsaFlags)
    }

    public func append(to message: inout DiameterMessage) { message.append(AVPs.dsaFlags, flags) }
}
