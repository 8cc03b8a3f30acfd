import Diameter
import Platform
import Policy

extension PolicyProvision {
    /// The Monitoring-Key that a session's whole use is counted under.
    static let fairUseKey = "fair_use"

    /// What a decision is to a gateway.
    init(_ update: PolicyUpdate) {
        let decision = update.decision
        self.init(
            defaultBearer: BearerQoS(decision),
            ambr: APNAggregateMaxBitrate(
                uplink: UInt32(decision.rates.uplinkKilobits * 1000), downlink: UInt32(decision.rates.downlinkKilobits * 1000)),
            installed: update.installed.map { ChargingRule($0, decision) }, removed: update.removed.map { ChargingRule($0, decision) },
            monitoring: update.monitoring, eventTriggers: decision.eventTriggers, revalidationTime: decision.revalidateAt)
    }
}

extension BearerQoS {
    fileprivate init(_ decision: PolicyDecision) {
        self.init(qci: UInt32(decision.qci), priority: AllocationRetentionPriority(level: UInt32(decision.priority)))
    }
}

extension ChargingRule {
    fileprivate init(_ rule: PolicyRule, _ decision: PolicyDecision) {
        switch rule.kind {
        case .predefined: self = .predefined(rule.name)
        case .base: self = .base(rule.name)
        case .dynamic:
            // The default bearer's own, so that the traffic stays on it.
            self = .dynamic(
                Definition(
                    name: rule.name, flows: rule.filters.map { Flow(filter: $0) }, status: rule.isBlocked ? .disabled : .enabled,
                    bearer: BearerQoS(decision), precedence: UInt32(rule.precedence)))
        }
    }
}

extension PolicyUpdate {
    fileprivate var monitoring: [UsageMonitoring] {
        switch report {
        case .unchanged: []
        case .after(let volume):
            [UsageMonitoring(key: PolicyProvision.fairUseKey, granted: ServiceUnits(totalOctets: UInt64(volume.octets)))]
        case .stop: [UsageMonitoring(key: PolicyProvision.fairUseKey, isDisabled: true)]
        }
    }
}

extension PolicyDecision {
    fileprivate var eventTriggers: [EventTrigger] {
        var triggers: [EventTrigger] = []
        if dependsOnNetwork { triggers.append(.plmnChange) }
        if revalidateAt != nil { triggers.append(.revalidationTimeout) }
        if reportAfter != nil { triggers.append(.usageReport) }
        return triggers.isEmpty ? [.noEventTriggers] : triggers
    }
}

extension GxCreditControlAnswer {
    /// - Throws: `DiameterFailure` for a refusal. Source: 3GPP TS 29.212 §5.5; RFC 8506 §9.
    init(_ answer: PolicyAnswer, to request: GxCreditControlRequest, from identity: DiameterIdentity) throws(DiameterFailure) {
        self.init(
            sessionID: request.sessionID, result: .success, originHost: identity.host, originRealm: identity.realm, type: request.type,
            number: request.number)
        switch answer {
        case .granted(let update):
            provision = PolicyProvision(update)
            if request.type == .initial {
                supportedFeatures = request.commonFeatures
                bearerControlMode = request.networkRequestSupport.map { $0 ? .subscriberAndNetwork : .subscriberOnly }
            }
        case .ended: break
        case .refused(.userUnknown): throw DiameterFailure(.userUnknown, "nobody is known by this Subscription-Id")
        case .refused(.lineNotActive): throw DiameterFailure(.authorizationRejected, "the subscription does not allow it now")
        case .refused(.unknownSession):
            throw DiameterFailure(.unknownSessionID, failedAVP: AVPs.sessionID(request.sessionID), "no such session lives")
        case .refused(.outOfOrder(let last)):
            throw DiameterFailure(
                .invalidAVPValue, failedAVP: AVPs.ccRequestNumber(request.number), "the session is at request \(last) already")
        }
    }
}

extension GxCreditControlRequest {
    /// Of the features that the gateway offers, those that are used here. Source: 3GPP TS 29.212 §5.4.1.
    fileprivate var commonFeatures: [SupportedFeatures] {
        let own = SupportedFeatures.Gx.release8 | SupportedFeatures.Gx.release9 | SupportedFeatures.Gx.release10
        return supportedFeatures.filter { $0.listID == SupportedFeatures.Gx.listID }.prefix(1)
            .map { SupportedFeatures(listID: $0.listID, features: $0.features & own) }
    }
}
