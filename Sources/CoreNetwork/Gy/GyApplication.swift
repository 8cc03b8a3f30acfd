import Catalog
import Charging
import Diameter
import Platform
import Telecom

/// Online charging: gateways ask for quota and report what was used. Gy for data, Ro for calls and messages.
/// Source: RFC 8506; 3GPP TS 32.299 §6.
public struct GyApplication: DiameterApplication {
    public let capability = Capabilities.Application(.creditControl)
    public let commands: Set<CommandCode> = [.creditControl]

    private let platform: Platform
    private let identity: DiameterIdentity
    private let finalUnit: CreditControlAnswer.FinalUnit
    private let lines: ServedLines

    /// - Parameter finalUnit: what a gateway does once the last units are used.
    public init(_ platform: Platform, identity: DiameterIdentity, finalUnit: CreditControlAnswer.FinalUnit = .terminate) {
        self.platform = platform
        self.identity = identity
        self.finalUnit = finalUnit
        lines = ServedLines(platform)
    }

    public func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage { await answer(request) }

    public func serve(_ peers: PeerTable) async { await SessionNotices(platform: platform, identity: identity, peers: peers).run() }

    func answer(_ message: DiameterMessage) async -> DiameterMessage {
        do {
            try message.refuseUnknownMandatoryAVPs()
            // Kamailio names it as an application of 3GPP, RFC 8506 §3.1 by itself.
            let vendors = try message.first(AVPs.vendorSpecificApplicationID)?.first(AVPs.authApplicationID)
            guard let application = try message.first(AVPs.authApplicationID) ?? vendors else { throw AVPs.authApplicationID.missing }
            guard application == .creditControl else {
                throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.authApplicationID(.creditControl), "another application")
            }
            let request = try CreditControlRequest(message)
            do {
                return try await answer(request, isRetransmission: message.flags.contains(.retransmitted)).message(answering: message)
            } catch let error as UsageRequestError {
                throw DiameterFailure(error, of: request)
            } catch let error as PlatformError {
                throw DiameterFailure(error, of: request) ?? error
            }
        } catch {
            return message.creditControlAnswer(
                failing: DiameterFailure(error, of: message, platform.log), application: .creditControl, from: identity)
        }
    }

    private func answer(_ request: CreditControlRequest, isRetransmission: Bool) async throws -> CreditControlAnswer {
        guard let identifier = request.serviceContextID else { throw AVPs.serviceContextID.missing }
        guard let context = ServiceContext(identifier) else {
            throw DiameterFailure(.ratingFailed, failedAVP: AVPs.serviceContextID(identifier), "no tariff for this service context")
        }
        let line = try await line(of: request)
        switch request.type {
        case .initial: return try await authorize(request, .initial, context, line, isRetransmission)
        case .update: return try await authorize(request, .update, context, line, isRetransmission)
        case .termination: return try await authorize(request, .termination, context, line, isRetransmission)
        case .event:
            guard let action = request.requestedAction else { throw AVPs.requestedAction.missing }
            switch action {
            case .directDebiting: return try await authorize(request, .event, context, line, isRetransmission)
            case .checkBalance: return try await checkBalance(request, context, line)
            case .priceEnquiry: return try await price(request, context, line)
            case .refundAccount: return try await authorize(request, .refund, context, line, isRetransmission)
            }
        }
    }

    private func authorize(
        _ request: CreditControlRequest, _ kind: UsageRequest.Kind, _ context: ServiceContext, _ line: LineID, _ isRetransmission: Bool
    ) async throws -> CreditControlAnswer {
        let services = try services(of: request, context)
        if kind == .refund, !services.allSatisfy(\.isRated) { throw DiameterFailure(.ratingFailed, "money is not what was debited") }
        let usage = try UsageRequest(
            sessionID: request.sessionID, requestNumber: request.number, kind: kind, lineID: line, items: services.map(\.item),
            apn: request.calledStationID.flatMap { APN($0) }, country: request.servingNetwork?.country,
            gateway: Gateway(host: request.originHost, realm: request.originRealm), isRetransmission: isRetransmission)
        let answer = try await platform.authorizeUsage(usage)
        return CreditControlAnswer(
            answer, to: request, services: services, finalUnit: finalUnit,
            dependsOnCountry: platform.tariffsDependOnCountry, from: identity)
    }

    /// What the services together would take of the subscriber's buckets now: units are sold in advance, and a use has no price in money.
    private func price(_ request: CreditControlRequest, _ context: ServiceContext, _ line: LineID) async throws -> CreditControlAnswer {
        let services = try services(of: request, context)
        guard let unit = services.first?.item.unit, services.allSatisfy({ $0.isRated && $0.item.unit == unit }) else {
            throw DiameterFailure(.ratingFailed, "services of one unit, each with an amount, have a price")
        }
        var sum: Int64 = 0
        for service in services {
            let units: Int64 = if case .units(let count) = service.item.requested { count } else { 1 }
            switch try await platform.priceUsage(of: line, unit, units: units, use(request, service)) {
            case .units(let price): sum += price
            case .refused(let refusal): throw DiameterFailure(refusal.resultCode, "\(refusal)")
            }
        }
        return CreditControlAnswer(
            sessionID: request.sessionID, resultCode: .success, originHost: identity.host, originRealm: identity.realm, type: request.type,
            number: request.number, services: [], cost: CostInformation(digits: sum, unit: unit.rawValue))
    }

    /// Nothing is reserved and nothing is written: a repetition looks again.
    private func checkBalance(_ request: CreditControlRequest, _ context: ServiceContext, _ line: LineID) async throws
        -> CreditControlAnswer
    {
        var isEnough = true
        for service in try services(of: request, context) {
            guard service.isRated else { throw DiameterFailure(.ratingFailed, "how much is to be checked is not said") }
            let units: Int64 = if case .units(let count) = service.item.requested { count } else { 1 }
            let refusal = try await platform.checkBalance(
                of: line, service.item.unit, units: units, use(request, service))
            if let refusal, refusal.resultCode != .creditLimitReached { throw DiameterFailure(refusal.resultCode, "\(refusal)") }
            isEnough = isEnough && refusal == nil
        }
        return CreditControlAnswer(
            sessionID: request.sessionID, resultCode: .success, originHost: identity.host, originRealm: identity.realm, type: request.type,
            number: request.number, services: [], isBalanceEnough: isEnough)
    }

    private func use(_ request: CreditControlRequest, _ service: ChargedService) -> Tariffs.Use {
        Tariffs.Use(
            country: request.servingNetwork?.country, apn: request.calledStationID.flatMap { APN($0) },
            ratingGroup: service.item.ratingGroup)
    }

    private func services(of request: CreditControlRequest, _ context: ServiceContext) throws(DiameterFailure) -> [ChargedService] {
        // What is to be put back need not say how much: all of it.
        let isEvent = request.type == .event && request.requestedAction != .refundAccount
        var asked = request.services
        if let service = request.service { asked.append(service) }
        // An event that names no service is about one message.
        if request.type == .event, asked.isEmpty { asked.append(CreditControlRequest.ServiceRequest()) }
        var services: [ChargedService] = []
        for service in asked { services.append(try service.charged(context, isEvent: isEvent)) }
        return services
    }

    /// - Throws: `DiameterFailure` 5030, 5002, 5005; `StoreError`.
    private func line(of request: CreditControlRequest) async throws -> LineID {
        guard !request.subscriptionIDs.isEmpty else {
            if request.type == .initial || request.type == .event { throw AVPs.subscriptionID.missing }
            guard let line = try await platform.servedLine(ofSession: request.sessionID) else {
                throw DiameterFailure(.unknownSessionID, "no such session")
            }
            return line
        }
        if let subscriber = request.subscriber, let line = try await lines.line(of: subscriber) { return line }
        throw DiameterFailure(.userUnknown, "no line has this identity")
    }
}
