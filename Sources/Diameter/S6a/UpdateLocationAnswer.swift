/// Update-Location-Answer. Source: 3GPP TS 29.272 §7.2.4.
public struct UpdateLocationAnswer: S6aAnswer {
    public var result: DiameterResult
    /// Why roaming is not allowed, where there is more to say.
    public var diagnostic: ErrorDiagnostic?
    public var flags: ULAFlags?
    public var subscription: SubscriptionData?

    public init(_ result: DiameterResult, diagnostic: ErrorDiagnostic? = nil, flags: ULAFlags? = nil, subscription: SubscriptionData? = nil)
    {
        self.result = result
        self.diagnostic = diagnostic
        self.flags = flags
        self.subscription = subscription
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        result = try DiameterResult(message)
        diagnostic = try message.first(AVPs.errorDiagnostic)
        flags = try message.first(AVPs.ulaFlags)
        if let group = try message.first(AVPs.subscriptionData) { subscription = try SubscriptionData(group) }
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.errorDiagnostic, diagnostic)
        message.append(AVPs.ulaFlags, flags)
        message.append(AVPs.subscriptionData, subscription?.group)
    }
}
