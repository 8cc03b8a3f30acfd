import Charging
import Diameter

extension CreditControlAnswer {
    /// A decision of charging as the gateway hears it. What concerns one service is said there; the answer as a whole is then a success.
    /// - Parameters:
    ///   - services: of the request, in its order.
    ///   - dependsOnCountry: going to another country may change what data costs.
    init(
        _ answer: UsageAnswer, to request: CreditControlRequest, services: [ChargedService], finalUnit: FinalUnit,
        dependsOnCountry: Bool, from identity: DiameterIdentity
    ) {
        self.init(
            sessionID: request.sessionID, resultCode: answer.refusal?.resultCode ?? .success, originHost: identity.host,
            originRealm: identity.realm, type: request.type, number: request.number, services: [],
            supportsFailover: request.type == .initial && answer.refusal == nil)
        let answers = answer.items.map { item in
            let service = services.first { $0.item.ratingGroup == item.ratingGroup && $0.item.unit == item.unit }
            return ServiceAnswer(item, of: service, finalUnit: finalUnit, dependsOnCountry: dependsOnCountry)
        }
        if !request.services.isEmpty {
            // The end of a session grants nothing, so only what went wrong is worth a word.
            self.services = answers.filter { request.type != .termination || !$0.resultCode.isSuccess }
        } else if let only = answers.first {
            service = only
            resultCode = only.resultCode
        }
    }
}

extension CreditControlAnswer.ServiceAnswer {
    init(_ item: UsageAnswer.Item, of service: ChargedService?, finalUnit: CreditControlAnswer.FinalUnit, dependsOnCountry: Bool) {
        self.init(
            ratingGroup: item.ratingGroup, serviceIdentifiers: service?.serviceIdentifiers ?? [],
            resultCode: service?.isRated == false ? .ratingFailed : item.refusal?.resultCode ?? .success,
            granted: item.granted.map { ServiceUnits($0, of: item.unit, tariffChange: item.tariffChange) },
            validityTime: item.validitySeconds.map { UInt32(clamping: $0) })
        guard let granted = item.granted, item.validitySeconds != nil else { return }
        asksOnCountryChange = dependsOnCountry && item.unit == .octets
        if item.isFinal {
            self.finalUnit = finalUnit
        } else if item.unit == .octets {
            // The gateway asks again while it still has a tenth, so that traffic does not wait for the answer.
            volumeQuotaThreshold = UInt32(clamping: granted / 10)
        }
    }
}
