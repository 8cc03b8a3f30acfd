/// Credit-Control-Answer: what is granted, each service with a result of its own. Source: RFC 8506 §3.2; 3GPP TS 32.299 §6.4.3.
public struct CreditControlAnswer: Hashable, Sendable {
    public var sessionID: String
    public var resultCode: ResultCode
    public var originHost: String
    public var originRealm: String
    public var type: CCRequestType
    public var number: UInt32
    public var services: [ServiceAnswer]
    /// For a client that controls one service: said in the answer itself, its result as the answer's.
    public var service: ServiceAnswer?
    /// Whether the balance covers what was asked about.
    public var isBalanceEnough: Bool?
    /// What a price enquiry was about.
    public var cost: CostInformation?
    /// Another node may go on with the session (CC-Session-Failover); said when a session begins.
    public var supportsFailover = false

    /// One Multiple-Services-Credit-Control.
    public struct ServiceAnswer: Hashable, Sendable {
        public var ratingGroup: UInt32?
        public var serviceIdentifiers: [UInt32]
        public var resultCode: ResultCode
        public var granted: ServiceUnits?
        /// Seconds until the gateway must ask again.
        public var validityTime: UInt32?
        /// Octets left at which the gateway asks again.
        public var volumeQuotaThreshold: UInt32?
        /// Set with the last units that there are.
        public var finalUnit: FinalUnit?
        /// The gateway asks anew when the serving network is of another mobile country code.
        public var asksOnCountryChange = false

        public init(
            ratingGroup: UInt32?, serviceIdentifiers: [UInt32] = [], resultCode: ResultCode, granted: ServiceUnits? = nil,
            validityTime: UInt32? = nil, volumeQuotaThreshold: UInt32? = nil, finalUnit: FinalUnit? = nil
        ) {
            self.ratingGroup = ratingGroup
            self.serviceIdentifiers = serviceIdentifiers
            self.resultCode = resultCode
            self.granted = granted
            self.validityTime = validityTime
            self.volumeQuotaThreshold = volumeQuotaThreshold
            self.finalUnit = finalUnit
        }
    }

    /// What happens when the last units are used.
    public enum FinalUnit: Hashable, Sendable {
        case terminate
        /// The subscriber's web traffic goes to this address, such as the top-up page.
        case redirect(url: String)
        case restrictAccess
    }

    public init(
        sessionID: String, resultCode: ResultCode, originHost: String, originRealm: String, type: CCRequestType, number: UInt32,
        services: [ServiceAnswer], service: ServiceAnswer? = nil, isBalanceEnough: Bool? = nil, cost: CostInformation? = nil,
        supportsFailover: Bool = false
    ) {
        self.sessionID = sessionID
        self.resultCode = resultCode
        self.originHost = originHost
        self.originRealm = originRealm
        self.type = type
        self.number = number
        self.services = services
        self.service = service
        self.isBalanceEnough = isBalanceEnough
        self.cost = cost
        self.supportsFailover = supportsFailover
    }

    /// Check-Balance-Result (RFC 8506 §8.6).
    private static let enoughCredit: UInt32 = 0
    private static let noCredit: UInt32 = 1
}

extension CreditControlAnswer {
    /// The message that answers `request`.
    public func message(answering request: DiameterMessage) -> DiameterMessage {
        var message = request.answer(sessionID: sessionID, resultCode: resultCode, originHost: originHost, originRealm: originRealm)
        message.append(AVPs.authApplicationID, .creditControl)
        message.append(AVPs.ccRequestType, type)
        message.append(AVPs.ccRequestNumber, number)
        if supportsFailover { message.append(AVPs.ccSessionFailover, 1) }
        for service in services { message.append(AVPs.multipleServicesCreditControl, service.group) }
        if let service { message.avps += service.group.avps.filter { $0.code != AVPs.resultCode.code } }
        message.append(AVPs.costInformation, cost?.group)
        message.append(AVPs.checkBalanceResult, isBalanceEnough.map { $0 ? Self.enoughCredit : Self.noCredit })
        return message
    }

    /// As a client reads it.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        sessionID = try message.required(AVPs.sessionID)
        resultCode = try message.required(AVPs.resultCode)
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        type = try message.required(AVPs.ccRequestType)
        number = try message.required(AVPs.ccRequestNumber)
        services = []
        for group in try message.all(AVPs.multipleServicesCreditControl) { services.append(try ServiceAnswer(group)) }
        if services.isEmpty, try message.first(AVPs.grantedServiceUnit) != nil { service = try ServiceAnswer(AVPGroup(message.avps)) }
        isBalanceEnough = try message.first(AVPs.checkBalanceResult).map { $0 == Self.enoughCredit }
        if let group = try message.first(AVPs.costInformation) { cost = try CostInformation(group) }
        supportsFailover = try message.first(AVPs.ccSessionFailover) == 1
    }
}

extension CreditControlAnswer.ServiceAnswer {
    /// CHANGEINLOCATION_MCC of Trigger-Type (3GPP TS 32.299 §7.2.236).
    private static let countryChange: UInt32 = 30

    fileprivate var group: AVPGroup {
        var group = AVPGroup([])
        group.append(AVPs.grantedServiceUnit, granted?.group)
        for identifier in serviceIdentifiers { group.append(AVPs.serviceIdentifier, identifier) }
        group.append(AVPs.ratingGroup, ratingGroup)
        group.append(AVPs.validityTime, validityTime)
        group.append(AVPs.resultCode, resultCode)
        group.append(AVPs.finalUnitIndication, finalUnit?.group)
        group.append(AVPs.volumeQuotaThreshold, volumeQuotaThreshold)
        if asksOnCountryChange { group.append(AVPs.trigger, AVPGroup([AVPs.triggerType(Self.countryChange)])) }
        return group
    }

    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        ratingGroup = try group.first(AVPs.ratingGroup)
        serviceIdentifiers = try group.all(AVPs.serviceIdentifier)
        resultCode = try group.first(AVPs.resultCode) ?? .success
        if let units = try group.first(AVPs.grantedServiceUnit) { granted = try ServiceUnits(units) }
        validityTime = try group.first(AVPs.validityTime)
        volumeQuotaThreshold = try group.first(AVPs.volumeQuotaThreshold)
        asksOnCountryChange = try group.first(AVPs.trigger)?.all(AVPs.triggerType).contains(Self.countryChange) ?? false
        if let indication = try group.first(AVPs.finalUnitIndication) { finalUnit = try CreditControlAnswer.FinalUnit(indication) }
    }
}

extension CreditControlAnswer.FinalUnit {
    /// Redirect-Address-Type 2 is a URL (RFC 8506 §8.38).
    private static let urlAddressType: UInt32 = 2

    fileprivate var group: AVPGroup {
        switch self {
        case .terminate: AVPGroup([AVPs.finalUnitAction(.terminate)])
        case .restrictAccess: AVPGroup([AVPs.finalUnitAction(.restrictAccess)])
        case .redirect(let url):
            AVPGroup([
                AVPs.finalUnitAction(.redirect),
                AVPs.redirectServer(AVPGroup([AVPs.redirectAddressType(Self.urlAddressType), AVPs.redirectServerAddress(url)])),
            ])
        }
    }

    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        switch try group.required(AVPs.finalUnitAction) {
        case .terminate: self = .terminate
        case .restrictAccess: self = .restrictAccess
        case .redirect: self = .redirect(url: try group.required(AVPs.redirectServer).required(AVPs.redirectServerAddress))
        }
    }
}
