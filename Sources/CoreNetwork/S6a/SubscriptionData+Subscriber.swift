import Diameter
import Subscribers

extension SubscriptionData {
    /// What an MME needs to know of a subscriber: packet service alone, on E-UTRAN alone, through a gateway at home.
    init(_ subscriber: Subscriber) {
        let access = subscriber.access
        // Bit rates above 4.29 Gbit/s do not fit and are sent as the highest that does.
        let ambr = AMBR(uplink: UInt32(clamping: access.uplinkBitsPerSecond), downlink: UInt32(clamping: access.downlinkBitsPerSecond))
        let configuration = APNConfiguration(
            context: 1, pdnType: .ipv4v6, apn: access.apn.name, qci: UInt32(access.qci),
            priority: AllocationRetentionPriority(level: UInt32(access.allocationRetentionPriority)), isVisitedGatewayAllowed: false,
            ambr: ambr)
        self.init(
            status: subscriber.isBarred ? .operatorDeterminedBarring : .serviceGranted, msisdn: subscriber.msisdn,
            barring: subscriber.isBarred ? .allPacketServices : nil, accessRestrictions: [.utran, .geran],
            networkAccessMode: .onlyPacket, ambr: ambr, apns: APNConfigurationProfile(defaultContext: 1, configurations: [configuration]))
    }
}
