/// Why a message cannot be accepted, as the answer will say it. Source: RFC 6733 §7.
public struct DiameterFailure: Error, Equatable, Sendable {
    public let resultCode: ResultCode
    /// What to put into Failed-AVP: the offending AVP, or an example of the missing one.
    public let failedAVP: AVP?
    /// For the log and for Error-Message; without personal data.
    public let reason: String

    public init(_ resultCode: ResultCode, failedAVP: AVP? = nil, _ reason: String) {
        self.resultCode = resultCode
        self.failedAVP = failedAVP
        self.reason = reason
    }
}
