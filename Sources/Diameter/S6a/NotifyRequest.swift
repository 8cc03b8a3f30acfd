import Telecom

/// Notify-Request: an MME tells what else has changed, such as the gateway that a subscriber's data goes through. Answered with its result
/// alone. Source: 3GPP TS 29.272 §7.2.17, §5.2.5.1.
public struct NotifyRequest: S6aRequest {
    public static let command = CommandCode.notify

    public var route: S6aRoute
    public var imsi: IMSI
    public var flags: NORFlags?
    public var alertReason: AlertReason?
    /// The packet gateway that serves an APN now.
    public var gateway: PDNGateway?

    /// Source: 3GPP TS 29.272 §7.3.45, §7.3.27, §7.3.36.
    public struct PDNGateway: Hashable, Sendable {
        /// `nil` where the gateway is named by its address alone.
        public let host: String?
        public let realm: String?
        public let addresses: [DiameterAddress]
        /// The APN, or `nil` where the context says it.
        public let apn: String?
        public let context: UInt32?

        public init(host: String?, realm: String?, addresses: [DiameterAddress] = [], apn: String? = nil, context: UInt32? = nil) {
            self.host = host
            self.realm = realm
            self.addresses = addresses
            self.apn = apn
            self.context = context
        }
    }

    public init(
        route: S6aRoute, imsi: IMSI, flags: NORFlags? = nil, alertReason: AlertReason? = nil, gateway: PDNGateway? = nil
    ) {
        self.route = route
        self.imsi = imsi
        self.flags = flags
        self.alertReason = alertReason
        self.gateway = gateway
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        flags = try message.first(AVPs.norFlags)
        alertReason = try message.first(AVPs.alertReason)
        guard let agent = try message.first(AVPs.mip6AgentInfo) else { return }
        let host = try agent.first(AVPs.mipHomeAgentHost)
        gateway = PDNGateway(
            host: try host?.first(AVPs.destinationHost), realm: try host?.first(AVPs.destinationRealm),
            addresses: try agent.all(AVPs.mipHomeAgentAddress), apn: try message.first(AVPs.serviceSelection),
            context: try message.first(AVPs.contextIdentifier))
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        if let gateway {
            var agent = AVPGroup(gateway.addresses.map { AVPs.mipHomeAgentAddress($0) })
            var host = AVPGroup([])
            host.append(AVPs.destinationRealm, gateway.realm)
            host.append(AVPs.destinationHost, gateway.host)
            if !host.avps.isEmpty { agent.append(AVPs.mipHomeAgentHost, host) }
            message.append(AVPs.mip6AgentInfo, agent)
            message.append(AVPs.contextIdentifier, gateway.context)
            message.append(AVPs.serviceSelection, gateway.apn)
        }
        message.append(AVPs.alertReason, alertReason)
        message.append(AVPs.norFlags, flags)
    }
}
