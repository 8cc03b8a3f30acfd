import Charging
import Diameter
import Platform

/// What the rules and the platform say, as Diameter says it. Source: RFC 8506 §9, RFC 6733 §7.1.
extension UsageAnswer.Refusal {
    var resultCode: ResultCode {
        switch self {
        case .creditLimitReached, .memberCapReached: .creditLimitReached
        case .userUnknown: .userUnknown
        case .lineNotActive, .tooManySessions: .endUserServiceDenied
        case .unknownSession: .unknownSessionID
        case .refundExceedsDebit: .unableToComply
        }
    }
}

extension DiameterFailure {
    init(_ error: UsageRequestError, of request: CreditControlRequest) {
        self =
            switch error {
            case .sessionID: .wrongSessionID(request.sessionID)
            case .tooManyItems:
                DiameterFailure(
                    .avpOccursTooManyTimes, failedAVP: AVPs.multipleServicesCreditControl(AVPGroup([])),
                    "more than \(UsageRequest.greatestItems) services")
            case .repeatedRatingGroup: DiameterFailure(.ratingFailed, "a rating group comes twice")
            case .units: DiameterFailure(.invalidAVPValue, "units are out of range")
            case .usedInEvent: DiameterFailure(.invalidAVPValue, failedAVP: AVPs.ccRequestType(request.type), "used units in an event")
            }
    }

    /// A refusal of a verb; `nil` for what a request is not to blame for.
    init?(_ error: PlatformError, of request: CreditControlRequest) {
        switch error.code {
        case "request_out_of_order":
            self.init(.invalidAVPValue, failedAVP: AVPs.ccRequestNumber(request.number), error.message)
        case "session_of_another_line":
            self.init(.invalidAVPValue, failedAVP: AVPs.sessionID(request.sessionID), error.message)
        default: return nil
        }
    }
}
