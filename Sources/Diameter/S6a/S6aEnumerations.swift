/// The radio access technology, as it is numbered; an unknown one keeps its number. Source: 3GPP TS 29.212 §5.3.31.
public struct RATType: AVPEnumeration, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let utran = RATType(rawValue: 1000)
    public static let geran = RATType(rawValue: 1001)
    public static let eutran = RATType(rawValue: 1004)
    public static let eutranNBIoT = RATType(rawValue: 1005)
    public static let lteM = RATType(rawValue: 1006)
}

/// Source: 3GPP TS 29.272 §7.3.21.
public enum NetworkAccessMode: Int32, AVPEnumeration {
    case packetAndCircuit = 0
    case onlyPacket = 2
}

/// Why a location is cancelled. Source: 3GPP TS 29.272 §7.3.24.
public enum CancellationType: Int32, AVPEnumeration {
    case mmeUpdateProcedure = 0
    case sgsnUpdateProcedure = 1
    case subscriptionWithdrawal = 2
    case updateProcedureIWF = 3
    case initialAttachProcedure = 4
}

/// Source: 3GPP TS 29.272 §7.3.29.
public enum SubscriberStatus: Int32, AVPEnumeration {
    /// Takes back any barring.
    case serviceGranted = 0
    case operatorDeterminedBarring = 1
}

/// Source: 3GPP TS 29.272 §7.3.33.
public enum AllAPNConfigurationsIncluded: Int32, AVPEnumeration {
    /// Those that are not there are to be forgotten.
    case all = 0
    case modifiedOrAdded = 1
}

/// Source: 3GPP TS 29.272 §7.3.62.
public enum PDNType: Int32, AVPEnumeration {
    case ipv4 = 0
    case ipv6 = 1
    case ipv4v6 = 2
    case ipv4OrIPv6 = 3
}

/// What an MME tells the short message centre through us. Source: 3GPP TS 29.272 §7.3.83.
public enum AlertReason: Int32, AVPEnumeration {
    case uePresent = 0
    case ueMemoryAvailable = 1
}

/// More about 5420 and 5004. Source: 3GPP TS 29.272 §7.3.128.
public enum ErrorDiagnostic: Int32, AVPEnumeration {
    case gprsDataSubscribed = 0
    case noGPRSDataSubscribed = 1
    /// Barred by the operator from every APN.
    case odbAllAPN = 2
    case odbHPLMNAPN = 3
    case odbVPLMNAPN = 4
}
