import Telecom

/// Gx's CC-Request: a gateway opens, changes or ends an IP-CAN session and asks what its rules are. Source: 3GPP TS 29.212 §5.6.2.
public struct GxCreditControlRequest: Hashable, Sendable {
    public var sessionID: String
    public var originHost: String
    public var originRealm: String
    public var destinationRealm: String
    public var destinationHost: String?
    /// Never an event.
    public var type: CCRequestType
    /// Counts from 0 within the session; with the session it names the request.
    public var number: UInt32
    public var subscriptionIDs: [CreditControlRequest.SubscriptionID]
    public var supportedFeatures: [SupportedFeatures]
    /// 4 octets.
    public var framedIPAddress: [UInt8]?
    /// A prefix as RFC 3162 §2.3 lays it out: a zero, its length in bits, its octets.
    public var framedIPv6Prefix: [UInt8]?
    public var ipCANType: IPCANType?
    public var ratType: RATType?
    /// MCC and MNC of the network that serves the subscriber.
    public var servingNetwork: PLMN?
    /// The APN.
    public var calledStationID: String?
    /// What the subscription in the HSS or the bearer says.
    public var defaultBearer: BearerQoS?
    public var ambr: APNAggregateMaxBitrate?
    /// Whether the phone lets the network ask for bearers.
    public var networkRequestSupport: Bool?
    /// Why the gateway asks.
    public var eventTriggers: [EventTrigger]
    public var ruleReports: [ChargingRuleReport]
    public var monitoring: [UsageMonitoring]
    /// RFC 6733 §8.15, in a termination.
    public var terminationCause: UInt32?

    /// Rule reports, usage reports and event triggers in one request, at most, of each.
    public static let mostReports = 64

    public init(
        sessionID: String, originHost: String, originRealm: String, destinationRealm: String, destinationHost: String? = nil,
        type: CCRequestType, number: UInt32, subscriptionIDs: [CreditControlRequest.SubscriptionID] = [],
        supportedFeatures: [SupportedFeatures] = [], framedIPAddress: [UInt8]? = nil, framedIPv6Prefix: [UInt8]? = nil,
        ipCANType: IPCANType? = nil, ratType: RATType? = nil, servingNetwork: PLMN? = nil, calledStationID: String? = nil,
        defaultBearer: BearerQoS? = nil, ambr: APNAggregateMaxBitrate? = nil, networkRequestSupport: Bool? = nil,
        eventTriggers: [EventTrigger] = [], ruleReports: [ChargingRuleReport] = [], monitoring: [UsageMonitoring] = [],
        terminationCause: UInt32? = nil
    ) {
        self.sessionID = sessionID
        self.originHost = originHost
        self.originRealm = originRealm
        self.destinationRealm = destinationRealm
        self.destinationHost = destinationHost
        self.type = type
        self.number = number
        self.subscriptionIDs = subscriptionIDs
        self.supportedFeatures = supportedFeatures
        self.framedIPAddress = framedIPAddress
        self.framedIPv6Prefix = framedIPv6Prefix
        self.ipCANType = ipCANType
        self.ratType = ratType
        self.servingNetwork = servingNetwork
        self.calledStationID = calledStationID
        self.defaultBearer = defaultBearer
        self.ambr = ambr
        self.networkRequestSupport = networkRequestSupport
        self.eventTriggers = eventTriggers
        self.ruleReports = ruleReports
        self.monitoring = monitoring
        self.terminationCause = terminationCause
    }
}

extension GxCreditControlRequest {
    /// - Throws: `DiameterFailure` 5005 for what is missing, 5004 for a wrong value or another application, 5009 for too many reports.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        let application = try message.required(AVPs.authApplicationID)
        guard application == .gx else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.authApplicationID(application), "not the application of the header")
        }
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        destinationRealm = try message.required(AVPs.destinationRealm)
        destinationHost = try message.first(AVPs.destinationHost)
        type = try message.required(AVPs.ccRequestType)
        number = try message.required(AVPs.ccRequestNumber)
        guard type != .event else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.ccRequestType(type), "Gx has no events")
        }
        subscriptionIDs = []
        for group in try message.all(AVPs.subscriptionID) { subscriptionIDs.append(try .init(group)) }
        supportedFeatures = []
        for group in try message.all(AVPs.supportedFeatures) { supportedFeatures.append(try SupportedFeatures(group)) }
        framedIPAddress = try message.first(AVPs.framedIPAddress)
        framedIPv6Prefix = try message.first(AVPs.framedIPv6Prefix)
        ipCANType = try message.first(AVPs.ipCANType)
        ratType = try message.first(AVPs.ratType)
        servingNetwork = try message.first(AVPs.threeGPPSGSNMCCMNC).flatMap { PLMN($0) }
        calledStationID = try message.first(AVPs.calledStationID)
        defaultBearer = try message.first(AVPs.defaultEPSBearerQoS).map { group throws(DiameterFailure) in try BearerQoS(group) }
        for group in try message.all(AVPs.qoSInformation) { if let rates = try APNAggregateMaxBitrate(group) { ambr = rates } }
        networkRequestSupport = try message.first(AVPs.networkRequestSupport).map { $0 == 1 }
        eventTriggers = try message.atMost(Self.mostReports, AVPs.eventTrigger)
        ruleReports = []
        for group in try message.atMost(Self.mostReports, AVPs.chargingRuleReport) { ruleReports.append(try ChargingRuleReport(group)) }
        monitoring = []
        for group in try message.atMost(Self.mostReports, AVPs.usageMonitoringInformation) {
            monitoring.append(try UsageMonitoring(group))
        }
        terminationCause = try message.first(AVPs.terminationCause)
    }

    /// As a gateway sends it. Hop-by-hop and end-to-end identifiers are the connection's to set.
    public var message: DiameterMessage {
        var message = DiameterMessage(flags: [.request, .proxiable], command: .creditControl, applicationID: .gx)
        message.append(AVPs.sessionID, sessionID)
        message.append(AVPs.authApplicationID, .gx)
        message.append(AVPs.originHost, originHost)
        message.append(AVPs.originRealm, originRealm)
        message.append(AVPs.destinationRealm, destinationRealm)
        message.append(AVPs.ccRequestType, type)
        message.append(AVPs.ccRequestNumber, number)
        message.append(AVPs.destinationHost, destinationHost)
        for id in subscriptionIDs { message.append(AVPs.subscriptionID, id.group) }
        for features in supportedFeatures { message.append(AVPs.supportedFeatures, features.group) }
        message.append(AVPs.networkRequestSupport, networkRequestSupport.map { $0 ? 1 : 0 })
        message.append(AVPs.framedIPAddress, framedIPAddress)
        message.append(AVPs.framedIPv6Prefix, framedIPv6Prefix)
        message.append(AVPs.ipCANType, ipCANType)
        message.append(AVPs.ratType, ratType)
        message.append(AVPs.terminationCause, terminationCause)
        message.append(AVPs.defaultEPSBearerQoS, defaultBearer?.group)
        message.append(AVPs.qoSInformation, ambr?.group)
        message.append(AVPs.threeGPPSGSNMCCMNC, servingNetwork?.digits)
        message.append(AVPs.calledStationID, calledStationID)
        for report in ruleReports { message.append(AVPs.chargingRuleReport, report.group) }
        for trigger in eventTriggers { message.append(AVPs.eventTrigger, trigger) }
        for usage in monitoring { message.append(AVPs.usageMonitoringInformation, usage.group) }
        return message
    }
}
