/// Why a peer leaves. Source: RFC 6733 §5.4.3.
public enum DisconnectCause: Int32, AVPEnumeration {
    case rebooting = 0
    case busy = 1
    case doNotWantToTalkToYou = 2
}

/// Whether the server keeps a session. Source: RFC 6733 §8.11.
public enum AuthSessionState: Int32, AVPEnumeration {
    case stateMaintained = 0
    case noStateMaintained = 1
}

/// Source: RFC 8506 §8.3.
public enum CCRequestType: Int32, AVPEnumeration {
    case initial = 1
    case update = 2
    case termination = 3
    case event = 4
}

/// Source: RFC 8506 §8.41.
public enum RequestedAction: Int32, AVPEnumeration {
    case directDebiting = 0
    case refundAccount = 1
    case checkBalance = 2
    case priceEnquiry = 3
}

/// Source: RFC 8506 §8.21.
public enum TariffChangeUsage: Int32, AVPEnumeration {
    case before = 0
    case after = 1
    /// The gateway cannot tell.
    case indeterminate = 2
}

/// Source: RFC 8506 §8.35.
public enum FinalUnitAction: Int32, AVPEnumeration {
    case terminate = 0
    case redirect = 1
    case restrictAccess = 2
}

/// Source: RFC 8506 §8.47.
public enum SubscriptionIDType: Int32, AVPEnumeration {
    case e164 = 0
    case imsi = 1
    case sipURI = 2
    case nai = 3
    case privateIdentity = 4
}

/// Why units are reported now. Source: 3GPP TS 32.299 §7.2.175.
public enum ReportingReason: Int32, AVPEnumeration {
    case threshold = 0
    case quotaHoldingTime = 1
    case final = 2
    case quotaExhausted = 3
    case validityTime = 4
    case otherQuotaType = 5
    case ratingConditionChange = 6
    case forcedReauthorisation = 7
    case poolExhausted = 8
}
