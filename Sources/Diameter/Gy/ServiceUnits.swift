import Telecom

/// Units asked for, granted or used. Source: RFC 8506 §8.17 to §8.19.
public struct ServiceUnits: Hashable, Sendable {
    /// Seconds.
    public var time: UInt32?
    public var totalOctets: UInt64?
    /// Octets from the subscriber.
    public var inputOctets: UInt64?
    /// Octets to the subscriber.
    public var outputOctets: UInt64?
    /// Messages or events, as the service says.
    public var serviceSpecific: UInt64?
    /// Of a grant: when what a unit costs changes. What is used from then on is reported apart (RFC 8506 §8.20).
    public var tariffTimeChange: Timestamp?
    /// Of use: whether it was before or after that change.
    public var tariffChangeUsage: TariffChangeUsage?
    /// CC-Money is there. Its amount is not read: gorse sells units, not money's worth.
    public private(set) var hasMoney = false

    public init(
        time: UInt32? = nil, totalOctets: UInt64? = nil, inputOctets: UInt64? = nil, outputOctets: UInt64? = nil,
        serviceSpecific: UInt64? = nil, tariffTimeChange: Timestamp? = nil, tariffChangeUsage: TariffChangeUsage? = nil
    ) {
        self.time = time
        self.totalOctets = totalOctets
        self.inputOctets = inputOctets
        self.outputOctets = outputOctets
        self.serviceSpecific = serviceSpecific
        self.tariffTimeChange = tariffTimeChange
        self.tariffChangeUsage = tariffChangeUsage
    }

    init(_ group: AVPGroup) throws(DiameterFailure) {
        time = try group.first(AVPs.ccTime)
        totalOctets = try group.first(AVPs.ccTotalOctets)
        inputOctets = try group.first(AVPs.ccInputOctets)
        outputOctets = try group.first(AVPs.ccOutputOctets)
        serviceSpecific = try group.first(AVPs.ccServiceSpecificUnits)
        tariffTimeChange = try group.first(AVPs.tariffTimeChange)?.timestamp
        tariffChangeUsage = try group.first(AVPs.tariffChangeUsage)
        hasMoney = try group.first(AVPs.ccMoney) != nil
    }

    /// As a grouped AVP holds them.
    public var group: AVPGroup {
        var group = AVPGroup([])
        group.append(AVPs.tariffTimeChange, tariffTimeChange.map(DiameterTime.init))
        group.append(AVPs.tariffChangeUsage, tariffChangeUsage)
        group.append(AVPs.ccTime, time)
        group.append(AVPs.ccTotalOctets, totalOctets)
        group.append(AVPs.ccInputOctets, inputOctets)
        group.append(AVPs.ccOutputOctets, outputOctets)
        group.append(AVPs.ccServiceSpecificUnits, serviceSpecific)
        return group
    }
}
