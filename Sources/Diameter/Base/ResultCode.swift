/// What became of a request. Source: RFC 6733 §7.1, RFC 8506 §9; an unknown code keeps its number.
public struct ResultCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let success = ResultCode(rawValue: 2001)
    public static let limitedSuccess = ResultCode(rawValue: 2002)

    public static let commandUnsupported = ResultCode(rawValue: 3001)
    public static let unableToDeliver = ResultCode(rawValue: 3002)
    public static let realmNotServed = ResultCode(rawValue: 3003)
    public static let tooBusy = ResultCode(rawValue: 3004)
    public static let loopDetected = ResultCode(rawValue: 3005)
    public static let applicationUnsupported = ResultCode(rawValue: 3007)
    public static let invalidHeaderBits = ResultCode(rawValue: 3008)
    public static let invalidAVPBits = ResultCode(rawValue: 3009)
    public static let unknownPeer = ResultCode(rawValue: 3010)

    public static let electionLost = ResultCode(rawValue: 4003)
    public static let endUserServiceDenied = ResultCode(rawValue: 4010)
    public static let creditControlNotApplicable = ResultCode(rawValue: 4011)
    public static let creditLimitReached = ResultCode(rawValue: 4012)

    public static let avpUnsupported = ResultCode(rawValue: 5001)
    public static let unknownSessionID = ResultCode(rawValue: 5002)
    public static let authorizationRejected = ResultCode(rawValue: 5003)
    public static let invalidAVPValue = ResultCode(rawValue: 5004)
    public static let missingAVP = ResultCode(rawValue: 5005)
    public static let avpOccursTooManyTimes = ResultCode(rawValue: 5009)
    public static let noCommonApplication = ResultCode(rawValue: 5010)
    public static let unsupportedVersion = ResultCode(rawValue: 5011)
    public static let unableToComply = ResultCode(rawValue: 5012)
    public static let invalidAVPLength = ResultCode(rawValue: 5014)
    public static let invalidMessageLength = ResultCode(rawValue: 5015)
    public static let userUnknown = ResultCode(rawValue: 5030)
    public static let ratingFailed = ResultCode(rawValue: 5031)

    /// 3xxx: the answer carries the E bit and no application AVPs (RFC 6733 §7.1.3).
    public var isProtocolError: Bool { rawValue / 1000 == 3 }
    public var isSuccess: Bool { rawValue / 1000 == 2 }
}
