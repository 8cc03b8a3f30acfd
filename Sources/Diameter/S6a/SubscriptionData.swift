import Telecom

/// Subscription-Data: what an MME needs to know of a subscriber. Source: 3GPP TS 29.272 §7.3.2.
///
/// In an Insert-Subscriber-Data-Request what is `nil` stays as the MME has it.
public struct SubscriptionData: Hashable, Sendable {
    public var status: SubscriberStatus?
    public var msisdn: MSISDN?
    public var barring: OperatorDeterminedBarring?
    public var accessRestrictions: AccessRestrictionData?
    public var networkAccessMode: NetworkAccessMode?
    /// For all the subscriber's bearers that have no guaranteed rate.
    public var ambr: AMBR?
    public var apns: APNConfigurationProfile?

    /// Aggregate maximum bit rate, bits a second. Source: 3GPP TS 29.272 §7.3.41.
    public struct AMBR: Hashable, Sendable {
        public let uplink: UInt32
        public let downlink: UInt32

        public init(uplink: UInt32, downlink: UInt32) {
            self.uplink = uplink
            self.downlink = downlink
        }
    }

    /// Source: 3GPP TS 29.272 §7.3.34.
    public struct APNConfigurationProfile: Hashable, Sendable {
        /// Context-Identifier of the APN that a phone gets when it names none.
        public let defaultContext: UInt32
        public let included: AllAPNConfigurationsIncluded
        public let configurations: [APNConfiguration]

        public init(
            defaultContext: UInt32, included: AllAPNConfigurationsIncluded = .all, configurations: [APNConfiguration]
        ) {
            self.defaultContext = defaultContext
            self.included = included
            self.configurations = configurations
        }
    }

    /// APN configurations in one profile, at most (Context-Identifiers are 1 to 50, TS 23.401 §5.7.1).
    public static let mostAPNs = 50

    /// Source: 3GPP TS 29.272 §7.3.35.
    public struct APNConfiguration: Hashable, Sendable {
        public let context: UInt32
        public let pdnType: PDNType
        /// `*` stands for every APN.
        public let apn: String
        /// QoS class identifier of the default bearer. Source: 3GPP TS 29.212 §5.3.17.
        public let qci: UInt32
        public let priority: AllocationRetentionPriority
        /// Whether the visited network may choose a gateway of its own.
        public let isVisitedGatewayAllowed: Bool
        public let ambr: AMBR

        public init(
            context: UInt32, pdnType: PDNType, apn: String, qci: UInt32, priority: AllocationRetentionPriority,
            isVisitedGatewayAllowed: Bool, ambr: AMBR
        ) {
            self.context = context
            self.pdnType = pdnType
            self.apn = apn
            self.qci = qci
            self.priority = priority
            self.isVisitedGatewayAllowed = isVisitedGatewayAllowed
            self.ambr = ambr
        }
    }

    public init(
        status: SubscriberStatus? = nil, msisdn: MSISDN? = nil, barring: OperatorDeterminedBarring? = nil,
        accessRestrictions: AccessRestrictionData? = nil, networkAccessMode: NetworkAccessMode? = nil, ambr: AMBR? = nil,
        apns: APNConfigurationProfile? = nil
    ) {
        self.status = status
        self.msisdn = msisdn
        self.barring = barring
        self.accessRestrictions = accessRestrictions
        self.networkAccessMode = networkAccessMode
        self.ambr = ambr
        self.apns = apns
    }
}

/// Whose bearers give way when there is too little for all. Source: 3GPP TS 29.212 §5.3.32, §5.3.45 to §5.3.47.
public struct AllocationRetentionPriority: Hashable, Sendable {
    /// 1 (highest) to 15.
    public let level: UInt32
    /// Whether it may push others off.
    public let mayPreempt: Bool
    /// Whether others may push it off.
    public let isPreemptable: Bool

    public init(level: UInt32, mayPreempt: Bool = false, isPreemptable: Bool = true) {
        self.level = level
        self.mayPreempt = mayPreempt
        self.isPreemptable = isPreemptable
    }

    /// Of both capability and vulnerability, 0 is enabled and 1 disabled.
    init(_ group: AVPGroup) throws(DiameterFailure) {
        level = try group.required(AVPs.priorityLevel)
        // Their defaults when absent (§5.3.46, §5.3.47).
        mayPreempt = try group.first(AVPs.preEmptionCapability) == 0
        isPreemptable = try group.first(AVPs.preEmptionVulnerability) ?? 0 == 0
    }

    var group: AVPGroup {
        AVPGroup([
            AVPs.priorityLevel(level), AVPs.preEmptionCapability(mayPreempt ? 0 : 1), AVPs.preEmptionVulnerability(isPreemptable ? 0 : 1),
        ])
    }
}

extension SubscriptionData {
    init(_ group: AVPGroup) throws(DiameterFailure) {
        status = try group.first(AVPs.subscriberStatus)
        msisdn = try group.first(AVPs.msisdn)
        barring = try group.first(AVPs.operatorDeterminedBarring)
        accessRestrictions = try group.first(AVPs.accessRestrictionData)
        networkAccessMode = try group.first(AVPs.networkAccessMode)
        if let rates = try group.first(AVPs.ambr) { ambr = try AMBR(rates) }
        if let profile = try group.first(AVPs.apnConfigurationProfile) { apns = try APNConfigurationProfile(profile) }
    }

    var group: AVPGroup {
        var group = AVPGroup([])
        group.append(AVPs.subscriberStatus, status)
        group.append(AVPs.msisdn, msisdn)
        group.append(AVPs.networkAccessMode, networkAccessMode)
        group.append(AVPs.operatorDeterminedBarring, barring)
        group.append(AVPs.accessRestrictionData, accessRestrictions)
        group.append(AVPs.ambr, ambr?.group)
        group.append(AVPs.apnConfigurationProfile, apns?.group)
        return group
    }
}

extension SubscriptionData.AMBR {
    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        uplink = try group.required(AVPs.maxRequestedBandwidthUL)
        downlink = try group.required(AVPs.maxRequestedBandwidthDL)
    }

    fileprivate var group: AVPGroup { AVPGroup([AVPs.maxRequestedBandwidthUL(uplink), AVPs.maxRequestedBandwidthDL(downlink)]) }
}

extension SubscriptionData.APNConfigurationProfile {
    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        defaultContext = try group.required(AVPs.contextIdentifier)
        included = try group.required(AVPs.allAPNConfigurationsIncludedIndicator)
        var configurations: [SubscriptionData.APNConfiguration] = []
        for configuration in try group.all(AVPs.apnConfiguration) {
            guard configurations.count < SubscriptionData.mostAPNs else {
                throw DiameterFailure(
                    .avpOccursTooManyTimes, failedAVP: AVPs.apnConfiguration(configuration), "more than \(SubscriptionData.mostAPNs) APNs")
            }
            configurations.append(try SubscriptionData.APNConfiguration(configuration))
        }
        self.configurations = configurations
    }

    fileprivate var group: AVPGroup {
        AVPGroup(
            [AVPs.contextIdentifier(defaultContext), AVPs.allAPNConfigurationsIncludedIndicator(included)]
                + configurations.map { AVPs.apnConfiguration($0.group) })
    }
}

extension SubscriptionData.APNConfiguration {
    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        context = try group.required(AVPs.contextIdentifier)
        pdnType = try group.required(AVPs.pdnType)
        apn = try group.required(AVPs.serviceSelection)
        let quality = try group.required(AVPs.epsSubscribedQoSProfile)
        qci = try quality.required(AVPs.qoSClassIdentifier)
        priority = try AllocationRetentionPriority(quality.required(AVPs.allocationRetentionPriority))
        isVisitedGatewayAllowed = try group.first(AVPs.vplmnDynamicAddressAllowed) == 1
        ambr = try SubscriptionData.AMBR(group.required(AVPs.ambr))
    }

    fileprivate var group: AVPGroup {
        AVPGroup([
            AVPs.contextIdentifier(context), AVPs.pdnType(pdnType), AVPs.serviceSelection(apn),
            AVPs.epsSubscribedQoSProfile(
                AVPGroup([AVPs.qoSClassIdentifier(qci), AVPs.allocationRetentionPriority(priority.group)])),
            AVPs.vplmnDynamicAddressAllowed(isVisitedGatewayAllowed ? 1 : 0), AVPs.ambr(ambr.group),
        ])
    }
}
