import Telecom

/// What the home subscriber server knows of one line, but for the sealed keys. Source: 3GPP TS 29.272 §7.3.2.
public struct Subscriber: Hashable, Sendable {
    public let imsi: IMSI
    public let brandID: BrandID
    public let lineID: LineID
    public let msisdn: MSISDN
    public let access: AccessProfile
    /// Whether the quality in `access` is the line's own, set by an operator; else what the line has bought decides it.
    public let hasOwnQuality: Bool
    /// Whether it may attach; barred while the line is suspended.
    public let isBarred: Bool

    public init(
        imsi: IMSI, brandID: BrandID, lineID: LineID, msisdn: MSISDN, access: AccessProfile, hasOwnQuality: Bool = false, isBarred: Bool
    ) {
        self.imsi = imsi
        self.brandID = brandID
        self.lineID = lineID
        self.msisdn = msisdn
        self.access = access
        self.hasOwnQuality = hasOwnQuality
        self.isBarred = isBarred
    }

    /// The same with another quality, while what it has bought decides it.
    public func with(_ access: AccessProfile) -> Subscriber {
        Subscriber(
            imsi: imsi, brandID: brandID, lineID: lineID, msisdn: msisdn, access: access, hasOwnQuality: hasOwnQuality, isBarred: isBarred)
    }

    /// What an MME is given of it, as a text to compare.
    public var treatment: String {
        "\(msisdn) \(access.apn) \(access.qci) \(access.allocationRetentionPriority) \(access.uplinkBitsPerSecond) \(access.downlinkBitsPerSecond) \(isBarred)"
    }
}

/// The packet data network that a line reaches and the quality it gets there.
public struct AccessProfile: Hashable, Sendable {
    public let apn: APN
    /// QoS class identifier of the default bearer, 1...9. Source: 3GPP TS 23.203 table 6.1.7.
    public let qci: Int
    /// Priority of allocation and retention, 1 (highest) ... 15. Source: 3GPP TS 29.212 §5.3.45.
    public let allocationRetentionPriority: Int
    /// Aggregate maximum bit rate to the network, bits a second. Source: 3GPP TS 29.272 §7.3.41.
    public let uplinkBitsPerSecond: Int64
    public let downlinkBitsPerSecond: Int64

    /// `nil` when a value is out of its range.
    public init?(apn: APN, qci: Int, allocationRetentionPriority: Int, uplinkBitsPerSecond: Int64, downlinkBitsPerSecond: Int64) {
        guard (1...9).contains(qci), (1...15).contains(allocationRetentionPriority), uplinkBitsPerSecond > 0, downlinkBitsPerSecond > 0
        else { return nil }
        self.apn = apn
        self.qci = qci
        self.allocationRetentionPriority = allocationRetentionPriority
        self.uplinkBitsPerSecond = uplinkBitsPerSecond
        self.downlinkBitsPerSecond = downlinkBitsPerSecond
    }

    /// `internet`, QCI 9, priority 8, 50 Mbit/s up and 150 Mbit/s down.
    public static let standard = AccessProfile(
        apn: APN("internet")!, qci: 9, allocationRetentionPriority: 8, uplinkBitsPerSecond: 50_000_000, downlinkBitsPerSecond: 150_000_000)!
}
