import Charging
import Diameter
import Platform
import Telecom

/// The policy and charging rules function: gateways ask how to treat a session. Source: 3GPP TS 29.212 §4.
public struct GxApplication: DiameterApplication {
    public let capability = Capabilities.Application(.gx, vendorID: vendor3GPP)
    public let commands: Set<CommandCode> = [.creditControl]

    private let platform: Platform
    private let identity: DiameterIdentity

    public init(_ platform: Platform, as identity: DiameterIdentity) {
        self.platform = platform
        self.identity = identity
    }

    public func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage { await answer(request) }

    public func serve(_ peers: PeerTable) async { await PolicyNews(platform, as: identity, peers: peers).run() }

    func answer(_ message: DiameterMessage) async -> DiameterMessage {
        do {
            try message.refuseUnknownMandatoryAVPs()
            let request = try GxCreditControlRequest(message)
            let answer = try await platform.decidePolicy(PolicyRequest(request, message))
            return try GxCreditControlAnswer(answer, to: request, from: identity).message(answering: message)
        } catch {
            return message.creditControlAnswer(
                failing: DiameterFailure(error, of: message, platform.log), application: .gx, from: identity)
        }
    }
}

extension PolicyRequest {
    /// - Throws: `DiameterFailure` 5005 for an initial request that names no subscriber, 5004 for a wrong Session-Id.
    init(_ request: GxCreditControlRequest, _ message: DiameterMessage) throws(DiameterFailure) {
        guard UsageRequest.isSessionID(request.sessionID) else { throw .wrongSessionID(request.sessionID) }
        guard AllowedPeer.isIdentity(request.originHost), AllowedPeer.isIdentity(request.originRealm) else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.originHost(request.originHost), "not a DiameterIdentity")
        }
        if request.type == .initial { _ = try message.required(AVPs.subscriptionID) }
        self.init(
            sessionID: request.sessionID, number: Int64(request.number), kind: Kind(request.type),
            imsi: request.subscriptionIDs.first { $0.type == .imsi }.flatMap { IMSI($0.data) },
            msisdn: request.subscriptionIDs.first { $0.type == .e164 }.flatMap { MSISDN($0.data) },
            // Identities are compared without regard to case.
            gatewayHost: request.originHost.lowercased(), gatewayRealm: request.originRealm.lowercased(),
            apn: request.calledStationID.flatMap { APN($0)?.name }, servingNetwork: request.servingNetwork, used: request.used)
    }
}

extension PolicyRequest.Kind {
    fileprivate init(_ type: CCRequestType) {
        self =
            switch type {
            case .initial: .initial
            case .termination: .termination
            case .update, .event: .update
            }
    }
}

extension GxCreditControlRequest {
    /// What is reported of a session's whole use; `nil` when nothing is.
    fileprivate var used: DataVolume? {
        let reports = monitoring.filter { $0.key == PolicyProvision.fairUseKey }.flatMap(\.used)
        guard !reports.isEmpty else { return nil }
        // More than 2^50 octets in one report is a gateway's mistake, and counts as so many.
        let octets = reports.reduce(UInt64(0)) { sum, units in
            let total = units.totalOctets ?? (units.inputOctets ?? 0).addingClamped(units.outputOctets ?? 0)
            return min(sum.addingClamped(total), 1 << 50)
        }
        return DataVolume(octets: Int64(octets))
    }
}

extension UInt64 {
    fileprivate func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
