import Telecom

/// Authentication-Information-Request: an MME asks for vectors to authenticate a subscriber. Source: 3GPP TS 29.272 §7.2.5, §5.2.3.1.
public struct AuthenticationInformationRequest: S6aRequest {
    public static let command = CommandCode.authenticationInformation

    public var route: S6aRoute
    public var imsi: IMSI
    /// The network that asks.
    public var visitedPLMN: PLMN
    /// `nil` when vectors of another radio access are asked for alone.
    public var eutran: RequestedVectors?

    /// Source: 3GPP TS 29.272 §7.3.11.
    public struct RequestedVectors: Hashable, Sendable {
        /// 1 or more.
        public var count: UInt32
        /// What the SIM said when it found a challenge's sequence number used.
        public var resynchronisation: Resynchronisation?

        public init(count: UInt32 = 1, resynchronisation: Resynchronisation? = nil) {
            self.count = count
            self.resynchronisation = resynchronisation
        }
    }

    /// RAND ‖ AUTS. Source: 3GPP TS 29.272 §7.3.15.
    public struct Resynchronisation: Hashable, Sendable {
        /// The challenge that failed, 16 octets.
        public let rand: [UInt8]
        /// 14 octets.
        public let auts: [UInt8]

        /// `nil` when a length is wrong.
        public init?(rand: [UInt8], auts: [UInt8]) {
            guard rand.count == 16, auts.count == 14 else { return nil }
            self.rand = rand
            self.auts = auts
        }
    }

    public init(route: S6aRoute, imsi: IMSI, visitedPLMN: PLMN, eutran: RequestedVectors?) {
        self.route = route
        self.imsi = imsi
        self.visitedPLMN = visitedPLMN
        self.eutran = eutran
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        imsi = try message.requiredIMSI()
        visitedPLMN = try message.required(AVPs.visitedPLMNID)
        if let group = try message.first(AVPs.requestedEUTRANAuthenticationInfo) { eutran = try RequestedVectors(group) }
    }

    public func append(to message: inout DiameterMessage) {
        message.append(AVPs.userName, imsi.digits)
        message.append(AVPs.requestedEUTRANAuthenticationInfo, eutran?.group)
        message.append(AVPs.visitedPLMNID, visitedPLMN)
    }
}

extension AuthenticationInformationRequest.RequestedVectors {
    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        count = try group.first(AVPs.numberOfRequestedVectors) ?? 1
        guard count > 0 else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.numberOfRequestedVectors(0), "no vectors are asked for")
        }
        guard let octets = try group.first(AVPs.reSynchronizationInfo) else { return }
        resynchronisation = .init(rand: Array(octets.prefix(16)), auts: Array(octets.dropFirst(16)))
        guard resynchronisation != nil else {
            throw DiameterFailure(
                .invalidAVPValue, failedAVP: AVPs.reSynchronizationInfo(octets), "Re-Synchronization-Info is not RAND and AUTS")
        }
    }

    fileprivate var group: AVPGroup {
        var group = AVPGroup([AVPs.numberOfRequestedVectors(count)])
        group.append(AVPs.reSynchronizationInfo, resynchronisation.map { $0.rand + $0.auts })
        return group
    }
}
