import Telecom

/// Insert-Subscriber-Data-Request: what has changed of a subscriber that an MME serves. Answered with its result alone here: nothing that an
/// answer may tell beside it is asked for. Source: 3GPP TS 29.272 §7.2.9, §5.2.2.1.
public struct InsertSubscriberDataRequest: S6aRequest {
    public static let command = CommandCode.insertSubscriberData

    public var route: S6aRoute
    public var imsi: IMSI
    public var subscription: SubscriptionData
    public var flags: IDRFlags?

    public init(route: S6aRoute, imsi: IMSI, subscription: SubscriptionData, flags: IDRFlags? = nil) {
        self.route = route
        self.imsi = imsi
        self.subscription = subscription
        self.flags = flags
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        subscription = try SubscriptionData(message.required(AVPs.subscriptionData))
        flags = try message.first(AVPs.idrFlags)
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        message.append(AVPs.subscriptionData, subscription.group)
        message.append(AVPs.idrFlags, flags)
    }
}
