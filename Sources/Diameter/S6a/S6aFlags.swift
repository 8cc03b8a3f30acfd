import NIOCore

/// An Unsigned32 of which each bit says something; bits that are not known are kept and mean nothing.
public protocol AVPFlags: AVPValue, OptionSet, Hashable where RawValue == UInt32 {}

extension AVPFlags {
    public init?(avpValue: ByteBuffer) {
        guard let bits = UInt32(avpValue: avpValue) else { return nil }
        self.init(rawValue: bits)
    }
    public var avpValue: ByteBuffer { rawValue.avpValue }
}

/// Source: 3GPP TS 29.272 §7.3.7.
public struct ULRFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let singleRegistration = ULRFlags(rawValue: 1 << 0)
    /// An MME asks over S6a; without it an SGSN over S6d.
    public static let s6aIndicator = ULRFlags(rawValue: 1 << 1)
    /// The MME has the subscription data already.
    public static let skipSubscriberData = ULRFlags(rawValue: 1 << 2)
    public static let gprsSubscriptionDataIndicator = ULRFlags(rawValue: 1 << 3)
    public static let nodeTypeIndicator = ULRFlags(rawValue: 1 << 4)
    public static let initialAttach = ULRFlags(rawValue: 1 << 5)
}

/// Source: 3GPP TS 29.272 §7.3.8.
public struct ULAFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The identities of MME and SGSN are kept apart.
    public static let separation = ULAFlags(rawValue: 1 << 0)
}

/// Source: 3GPP TS 29.272 §7.3.152.
public struct CLRFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Sent to an MME, or to the MME of a combined node.
    public static let s6aIndicator = CLRFlags(rawValue: 1 << 0)
    public static let reattachRequired = CLRFlags(rawValue: 1 << 1)
}

/// What the MME is asked for with the data. Source: 3GPP TS 29.272 §7.3.103.
public struct IDRFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let ueReachability = IDRFlags(rawValue: 1 << 0)
    public static let tAdsData = IDRFlags(rawValue: 1 << 1)
    public static let epsUserState = IDRFlags(rawValue: 1 << 2)
    public static let epsLocation = IDRFlags(rawValue: 1 << 3)
    public static let currentLocation = IDRFlags(rawValue: 1 << 4)
}

/// What is withdrawn. Source: 3GPP TS 29.272 §7.3.25.
public struct DSRFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let regionalSubscription = DSRFlags(rawValue: 1 << 0)
    public static let completeAPNConfigurationProfile = DSRFlags(rawValue: 1 << 1)
    public static let chargingCharacteristics = DSRFlags(rawValue: 1 << 2)
    public static let pdnSubscriptionContexts = DSRFlags(rawValue: 1 << 3)
    public static let stnSR = DSRFlags(rawValue: 1 << 4)
}

/// Source: 3GPP TS 29.272 §7.3.26.
public struct DSAFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let networkNodeAreaRestricted = DSAFlags(rawValue: 1 << 0)
}

/// Source: 3GPP TS 29.272 §7.3.48.
public struct PUAFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The temporary identity may not be given to another yet.
    public static let freezeMTMSI = PUAFlags(rawValue: 1 << 0)
    public static let freezePTMSI = PUAFlags(rawValue: 1 << 1)
}

/// Source: 3GPP TS 29.272 §7.3.49.
public struct NORFlags: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let singleRegistration = NORFlags(rawValue: 1 << 0)
    public static let sgsnAreaRestricted = NORFlags(rawValue: 1 << 1)
    public static let readyForSMFromSGSN = NORFlags(rawValue: 1 << 2)
    public static let ueReachableFromMME = NORFlags(rawValue: 1 << 3)
    public static let ueReachableFromSGSN = NORFlags(rawValue: 1 << 5)
    public static let readyForSMFromMME = NORFlags(rawValue: 1 << 6)
}

/// Services that the operator bars. Source: 3GPP TS 29.272 §7.3.30.
public struct OperatorDeterminedBarring: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let allPacketServices = OperatorDeterminedBarring(rawValue: 1 << 0)
}

/// Radio access that is not allowed. Source: 3GPP TS 29.272 §7.3.31.
public struct AccessRestrictionData: AVPFlags {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let utran = AccessRestrictionData(rawValue: 1 << 0)
    public static let geran = AccessRestrictionData(rawValue: 1 << 1)
    public static let gan = AccessRestrictionData(rawValue: 1 << 2)
    public static let iHSPAEvolution = AccessRestrictionData(rawValue: 1 << 3)
    public static let eutran = AccessRestrictionData(rawValue: 1 << 4)
}
