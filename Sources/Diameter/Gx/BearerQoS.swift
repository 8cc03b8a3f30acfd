/// How a bearer's traffic is treated. Source: 3GPP TS 29.212 §5.3.16, §5.3.48.
public struct BearerQoS: Hashable, Sendable {
    /// QoS class identifier. Source: 3GPP TS 23.203 §6.1.7.2.
    public var qci: UInt32
    public var priority: AllocationRetentionPriority

    public init(qci: UInt32, priority: AllocationRetentionPriority) {
        self.qci = qci
        self.priority = priority
    }

    init(_ group: AVPGroup) throws(DiameterFailure) {
        qci = try group.required(AVPs.qoSClassIdentifier)
        priority = try AllocationRetentionPriority(group.required(AVPs.allocationRetentionPriority))
    }

    var group: AVPGroup {
        AVPGroup([AVPs.qoSClassIdentifier(qci), AVPs.allocationRetentionPriority(priority.group)])
    }
}

/// What all of a session's bearers without a guaranteed rate have together, bits a second. Source: 3GPP TS 29.212 §5.3.39, §5.3.40.
public struct APNAggregateMaxBitrate: Hashable, Sendable {
    public var uplink: UInt32
    public var downlink: UInt32

    public init(uplink: UInt32, downlink: UInt32) {
        self.uplink = uplink
        self.downlink = downlink
    }

    /// `nil` when the QoS-Information is about something else.
    init?(_ group: AVPGroup) throws(DiameterFailure) {
        guard let uplink = try group.first(AVPs.apnAggregateMaxBitrateUL), let downlink = try group.first(AVPs.apnAggregateMaxBitrateDL)
        else { return nil }
        self.init(uplink: uplink, downlink: downlink)
    }

    /// QoS-Information.
    var group: AVPGroup {
        AVPGroup([AVPs.apnAggregateMaxBitrateUL(uplink), AVPs.apnAggregateMaxBitrateDL(downlink)])
    }
}
