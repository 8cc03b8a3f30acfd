import Telecom

/// What a gateway is told to do with a session, in an answer or in a re-authorisation. Source: 3GPP TS 29.212 §4.5.2, §5.6.3, §5.6.4.
public struct PolicyProvision: Hashable, Sendable {
    public var defaultBearer: BearerQoS?
    public var ambr: APNAggregateMaxBitrate?
    public var installed: [ChargingRule]
    public var removed: [ChargingRule]
    public var monitoring: [UsageMonitoring]
    /// All that the gateway is to ask for from now on; empty leaves what it was told before.
    public var eventTriggers: [EventTrigger]
    /// When the gateway is to ask again.
    public var revalidationTime: Timestamp?

    public init(
        defaultBearer: BearerQoS? = nil, ambr: APNAggregateMaxBitrate? = nil, installed: [ChargingRule] = [],
        removed: [ChargingRule] = [], monitoring: [UsageMonitoring] = [], eventTriggers: [EventTrigger] = [],
        revalidationTime: Timestamp? = nil
    ) {
        self.defaultBearer = defaultBearer
        self.ambr = ambr
        self.installed = installed
        self.removed = removed
        self.monitoring = monitoring
        self.eventTriggers = eventTriggers
        self.revalidationTime = revalidationTime
    }

    init(_ message: DiameterMessage) throws(DiameterFailure) {
        self.init()
        defaultBearer = try message.first(AVPs.defaultEPSBearerQoS).map { group throws(DiameterFailure) in try BearerQoS(group) }
        for group in try message.all(AVPs.qoSInformation) { if let rates = try APNAggregateMaxBitrate(group) { ambr = rates } }
        for group in try message.all(AVPs.chargingRuleInstall) { installed += try [ChargingRule](group) }
        for group in try message.all(AVPs.chargingRuleRemove) { removed += try [ChargingRule](group) }
        for group in try message.all(AVPs.usageMonitoringInformation) { monitoring.append(try UsageMonitoring(group)) }
        eventTriggers = try message.all(AVPs.eventTrigger)
        revalidationTime = try message.first(AVPs.revalidationTime)?.timestamp
    }

    func append(to message: inout DiameterMessage) {
        for trigger in eventTriggers { message.append(AVPs.eventTrigger, trigger) }
        // What takes a place is there after what leaves it.
        if !removed.isEmpty { message.append(AVPs.chargingRuleRemove, removed.removal) }
        if !installed.isEmpty { message.append(AVPs.chargingRuleInstall, installed.installation) }
        message.append(AVPs.defaultEPSBearerQoS, defaultBearer?.group)
        message.append(AVPs.qoSInformation, ambr?.group)
        message.append(AVPs.revalidationTime, revalidationTime.map(DiameterTime.init))
        for usage in monitoring { message.append(AVPs.usageMonitoringInformation, usage.group) }
    }
}
