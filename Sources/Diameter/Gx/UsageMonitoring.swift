/// Usage-Monitoring-Information: the volume after which a gateway reports, or what it reports. Source: 3GPP TS 29.212 §4.5.17, §5.3.60.
public struct UsageMonitoring: Hashable, Sendable {
    /// What is counted together.
    public var key: String
    public var level: UsageMonitoringLevel
    /// The next report is due after so much; from the server.
    public var granted: ServiceUnits?
    /// Since the report before; from the gateway.
    public var used: [ServiceUnits]
    /// The server wants no more reports under this key.
    public var isDisabled: Bool

    public init(
        key: String, level: UsageMonitoringLevel = .session, granted: ServiceUnits? = nil, used: [ServiceUnits] = [],
        isDisabled: Bool = false
    ) {
        self.key = key
        self.level = level
        self.granted = granted
        self.used = used
        self.isDisabled = isDisabled
    }

    init(_ group: AVPGroup) throws(DiameterFailure) {
        key = String(decoding: try group.required(AVPs.monitoringKey), as: UTF8.self)
        level = try group.first(AVPs.usageMonitoringLevel) ?? .session
        if let units = try group.first(AVPs.grantedServiceUnit) { granted = try ServiceUnits(units) }
        used = []
        for units in try group.all(AVPs.usedServiceUnit) { used.append(try ServiceUnits(units)) }
        // Its only value, 0, is USAGE_MONITORING_DISABLED (§5.3.63).
        isDisabled = try group.first(AVPs.usageMonitoringSupport) == 0
    }

    var group: AVPGroup {
        var group = AVPGroup([AVPs.monitoringKey(Array(key.utf8))])
        group.append(AVPs.grantedServiceUnit, granted?.group)
        for units in used { group.append(AVPs.usedServiceUnit, units.group) }
        group.append(AVPs.usageMonitoringLevel, level)
        if isDisabled { group.append(AVPs.usageMonitoringSupport, 0) }
        return group
    }
}
