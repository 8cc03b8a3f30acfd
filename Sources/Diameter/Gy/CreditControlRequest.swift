import Telecom

/// Credit-Control-Request: a gateway asks for quota and reports what was used. Source: RFC 8506 §3.1; 3GPP TS 32.299 §6.4.2.
public struct CreditControlRequest: Hashable, Sendable {
    public var sessionID: String
    public var originHost: String
    public var originRealm: String
    public var destinationRealm: String
    public var destinationHost: String?
    /// Which service's rules the AVPs follow, such as `32251@3gpp.org`; peers put prefixes before it.
    public var serviceContextID: String?
    public var type: CCRequestType
    /// Counts from 0 within the session; with the session it names the request.
    public var number: UInt32
    public var eventTimestamp: Timestamp?
    public var subscriptionIDs: [SubscriptionID]
    /// For an event.
    public var requestedAction: RequestedAction?
    public var services: [ServiceRequest]
    /// A client that controls one service says what it wants in the request itself (RFC 8506 §5.1.2), and is answered there. Then there
    /// are no `services`.
    public var service: ServiceRequest?
    /// The APN.
    public var calledStationID: String?
    /// MCC and MNC of the network that serves the subscriber, 5 or 6 digits.
    public var servingNetwork: PLMN?
    /// RFC 6733 §8.15, in a termination.
    public var terminationCause: UInt32?

    public struct SubscriptionID: Hashable, Sendable {
        public var type: SubscriptionIDType
        public var data: String

        public init(_ type: SubscriptionIDType, _ data: String) {
            self.type = type
            self.data = data
        }
    }

    /// One Multiple-Services-Credit-Control. Without a rating group it stands for everything: Open5GS sends none.
    public struct ServiceRequest: Hashable, Sendable {
        public var ratingGroup: UInt32?
        public var serviceIdentifiers: [UInt32]
        /// `nil` asks for nothing; empty units leave the amount to the server.
        public var requested: ServiceUnits?
        public var used: [ServiceUnits]
        public var reportingReason: ReportingReason?

        public init(
            ratingGroup: UInt32? = nil, serviceIdentifiers: [UInt32] = [], requested: ServiceUnits? = nil, used: [ServiceUnits] = [],
            reportingReason: ReportingReason? = nil
        ) {
            self.ratingGroup = ratingGroup
            self.serviceIdentifiers = serviceIdentifiers
            self.requested = requested
            self.used = used
            self.reportingReason = reportingReason
        }
    }

    /// Services in one request, at most.
    public static let mostServices = 64

    public init(
        sessionID: String, originHost: String, originRealm: String, destinationRealm: String, destinationHost: String? = nil,
        serviceContextID: String?, type: CCRequestType, number: UInt32, eventTimestamp: Timestamp? = nil, subscriptionIDs: [SubscriptionID],
        requestedAction: RequestedAction? = nil, services: [ServiceRequest], service: ServiceRequest? = nil, calledStationID: String? = nil,
        servingNetwork: PLMN? = nil,
        terminationCause: UInt32? = nil
    ) {
        self.sessionID = sessionID
        self.originHost = originHost
        self.originRealm = originRealm
        self.destinationRealm = destinationRealm
        self.destinationHost = destinationHost
        self.serviceContextID = serviceContextID
        self.type = type
        self.number = number
        self.eventTimestamp = eventTimestamp
        self.subscriptionIDs = subscriptionIDs
        self.requestedAction = requestedAction
        self.services = services
        self.service = service
        self.calledStationID = calledStationID
        self.servingNetwork = servingNetwork
        self.terminationCause = terminationCause
    }
}

extension CreditControlRequest {
    /// - Throws: `DiameterFailure` 5005 for what is missing, 5004 for a wrong value, 5009 for too many services.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        destinationRealm = try message.required(AVPs.destinationRealm)
        destinationHost = try message.first(AVPs.destinationHost)
        serviceContextID = try message.first(AVPs.serviceContextID)
        type = try message.required(AVPs.ccRequestType)
        number = try message.required(AVPs.ccRequestNumber)
        if let time = try message.first(AVPs.eventTimestamp) { eventTimestamp = time.timestamp }
        requestedAction = try message.first(AVPs.requestedAction)
        terminationCause = try message.first(AVPs.terminationCause)

        subscriptionIDs = []
        for group in try message.all(AVPs.subscriptionID) { subscriptionIDs.append(try SubscriptionID(group)) }
        services = []
        for group in try message.atMost(Self.mostServices, AVPs.multipleServicesCreditControl) {
            services.append(try ServiceRequest(group))
        }
        if services.isEmpty, message.avps.contains(where: ServiceRequest.isPart) { service = try ServiceRequest(AVPGroup(message.avps)) }
        let packet = try message.first(AVPs.serviceInformation)?.first(AVPs.psInformation)
        calledStationID = try packet?.first(AVPs.calledStationID)
        if calledStationID == nil { calledStationID = try message.first(AVPs.calledStationID) }
        if let digits = try packet?.first(AVPs.threeGPPSGSNMCCMNC) { servingNetwork = PLMN(digits) }
        if servingNetwork == nil, let location = try packet?.first(AVPs.threeGPPUserLocationInfo) {
            servingNetwork = Self.network(inUserLocation: location)
        }
    }

    /// Of any kind of location the type is followed by the network's three octets. Source: 3GPP TS 29.061 §16.4.7.2 (22), TS 29.274 §8.21.
    private static func network(inUserLocation octets: [UInt8]) -> PLMN? {
        let kinds: Set<UInt8> = [0, 1, 2, 128, 129, 130]
        guard octets.count >= 4, kinds.contains(octets[0]) else { return nil }
        return PLMN(octets: Array(octets[1...3]))
    }

    /// As a client sends it. Hop-by-hop and end-to-end identifiers are the connection's to set.
    public var message: DiameterMessage {
        var message = DiameterMessage(flags: [.request, .proxiable], command: .creditControl, applicationID: .creditControl)
        message.append(AVPs.sessionID, sessionID)
        message.append(AVPs.originHost, originHost)
        message.append(AVPs.originRealm, originRealm)
        message.append(AVPs.destinationRealm, destinationRealm)
        message.append(AVPs.destinationHost, destinationHost)
        message.append(AVPs.authApplicationID, .creditControl)
        message.append(AVPs.serviceContextID, serviceContextID)
        message.append(AVPs.ccRequestType, type)
        message.append(AVPs.ccRequestNumber, number)
        message.append(AVPs.eventTimestamp, eventTimestamp.map(DiameterTime.init))
        for id in subscriptionIDs { message.append(AVPs.subscriptionID, id.group) }
        message.append(AVPs.requestedAction, requestedAction)
        message.append(AVPs.terminationCause, terminationCause)
        for service in services { message.append(AVPs.multipleServicesCreditControl, service.group) }
        if let service { message.avps += service.group.avps }
        var packet = AVPGroup([])
        packet.append(AVPs.calledStationID, calledStationID)
        packet.append(AVPs.threeGPPSGSNMCCMNC, servingNetwork?.digits)
        if !packet.avps.isEmpty { message.append(AVPs.serviceInformation, AVPGroup([AVPs.psInformation(packet)])) }
        return message
    }
}

extension CreditControlRequest.SubscriptionID {
    init(_ group: AVPGroup) throws(DiameterFailure) {
        self.init(try group.required(AVPs.subscriptionIDType), try group.required(AVPs.subscriptionIDData))
    }

    var group: AVPGroup { AVPGroup([AVPs.subscriptionIDType(type), AVPs.subscriptionIDData(data)]) }
}

extension CreditControlRequest.ServiceRequest {
    /// Whether an AVP of a request says that it controls a service of its own.
    fileprivate static func isPart(_ avp: AVP) -> Bool {
        avp.vendorID == nil
            && [AVPs.requestedServiceUnit.code, AVPs.usedServiceUnit.code, AVPs.serviceIdentifier.code].contains(avp.code)
    }

    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        ratingGroup = try group.first(AVPs.ratingGroup)
        serviceIdentifiers = try group.all(AVPs.serviceIdentifier)
        if let units = try group.first(AVPs.requestedServiceUnit) { requested = try ServiceUnits(units) }
        used = []
        reportingReason = try group.first(AVPs.reportingReason)
        for units in try group.all(AVPs.usedServiceUnit) {
            used.append(try ServiceUnits(units))
            // TS 32.299 puts it into the service; Open5GS puts it into the used units.
            if reportingReason == nil { reportingReason = try units.first(AVPs.reportingReason) }
        }
    }

    fileprivate var group: AVPGroup {
        var group = AVPGroup([])
        group.append(AVPs.requestedServiceUnit, requested?.group)
        for units in used { group.append(AVPs.usedServiceUnit, units.group) }
        for identifier in serviceIdentifiers { group.append(AVPs.serviceIdentifier, identifier) }
        group.append(AVPs.ratingGroup, ratingGroup)
        group.append(AVPs.reportingReason, reportingReason)
        return group
    }
}
