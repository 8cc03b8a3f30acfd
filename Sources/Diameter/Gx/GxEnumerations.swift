/// What a gateway asks policy anew for; an unknown one keeps its number. Source: 3GPP TS 29.212 §5.3.7.
public struct EventTrigger: AVPEnumeration, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let ratChange = EventTrigger(rawValue: 2)
    /// The subscriber has gone to another network.
    public static let plmnChange = EventTrigger(rawValue: 4)
    public static let lossOfBearer = EventTrigger(rawValue: 5)
    /// Of what was subscribed to before, nothing is reported any more.
    public static let noEventTriggers = EventTrigger(rawValue: 14)
    /// Revalidation-Time has come.
    public static let revalidationTimeout = EventTrigger(rawValue: 17)
    public static let defaultEPSBearerQoSChange = EventTrigger(rawValue: 20)
    /// A monitored volume was used, or the report was asked for.
    public static let usageReport = EventTrigger(rawValue: 33)
}

/// The access that a session goes over; an unknown one keeps its number. Source: 3GPP TS 29.212 §5.3.27.
public struct IPCANType: AVPEnumeration, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let gprs = IPCANType(rawValue: 0)
    public static let eps = IPCANType(rawValue: 5)
    public static let non3GPPEPS = IPCANType(rawValue: 6)
    public static let fiveGS = IPCANType(rawValue: 8)
}

/// Who may ask for further bearers. Source: 3GPP TS 29.212 §5.3.23.
public enum BearerControlMode: Int32, AVPEnumeration {
    case subscriberOnly = 0
    case subscriberAndNetwork = 2
}

/// Why the network ends a session. Source: 3GPP TS 29.212 §5.3.44.
public enum SessionReleaseCause: Int32, AVPEnumeration {
    case unspecified = 0
    /// The subscription does not allow it any more.
    case subscription = 1
    case insufficientResources = 2
}

/// Source: 3GPP TS 29.212 §5.3.19.
public enum PCCRuleStatus: Int32, AVPEnumeration {
    case active = 0
    case inactive = 1
    case temporarilyInactive = 2
}

/// Why a rule could not be installed or was taken off; an unknown one keeps its number. Source: 3GPP TS 29.212 §5.3.38.
public struct RuleFailureCode: AVPEnumeration, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let unknownRuleName = RuleFailureCode(rawValue: 1)
    public static let gatewayMalfunction = RuleFailureCode(rawValue: 4)
    public static let resourcesLimitation = RuleFailureCode(rawValue: 5)
}

/// Source: 3GPP TS 29.212 §5.3.61.
public enum UsageMonitoringLevel: Int32, AVPEnumeration {
    case session = 0
    case rule = 1
}

/// Source: 3GPP TS 29.212 §5.3.65.
public enum FlowDirection: Int32, AVPEnumeration {
    case unspecified = 0
    case downlink = 1
    case uplink = 2
    case bidirectional = 3
}

/// Whether a rule's traffic passes. Source: 3GPP TS 29.214 §5.3.11.
public enum FlowStatus: Int32, AVPEnumeration {
    case enabledUplink = 0
    case enabledDownlink = 1
    case enabled = 2
    case disabled = 3
    case removed = 4
}
