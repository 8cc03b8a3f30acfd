import Charging
import HTTPTypes
import Hummingbird
import Platform
import Telecom

extension NchfRequest {
    /// The IMSI of a SUPI. Source: TS 29.571 §5.3.2 (Supi).
    var subscriber: SubscriberIdentity? {
        guard let subscriberIdentifier, subscriberIdentifier.hasPrefix("imsi-") else { return nil }
        return IMSI(String(subscriberIdentifier.dropFirst(5))).map { .imsi($0) }
    }

    /// What the consumer calls the session.
    var chargingIdentifier: UInt32? { chargingId ?? pDUSessionChargingInformation?.chargingId }

    /// - Throws: `PlatformError` of kind `.invalid`.
    func usage(_ kind: UsageRequest.Kind, _ session: NchfSession, _ line: LineID) throws -> UsageRequest {
        let information = pDUSessionChargingInformation?.pduSessionInformation
        let serving =
            information?.servingNetworkFunctionID?.servingNetworkFunctionInformation?.nFPLMNID ?? nfConsumerIdentification.nFPLMNID
        do {
            return try UsageRequest(
                sessionID: session.sessionID, requestNumber: invocationSequenceNumber, kind: kind, lineID: line,
                items: (multipleUnitUsage ?? []).map { usage in usage.item(of: kind, nfConsumerIdentification) },
                apn: information?.dnnId.flatMap { APN($0) }, country: serving.flatMap { PLMN($0.mcc + $0.mnc)?.country },
                gateway: notifyUri.map { Gateway(host: nfConsumerIdentification.name, realm: $0) },
                isRetransmission: retransmissionIndicator ?? false)
        } catch {
            throw PlatformError(error)
        }
    }
}

extension NchfRequest.UnitUsage {
    /// Volumes are charged where any is told; then times; then units of the service, which are messages. Where nothing is told, an SMSF's are
    /// messages and all others' octets.
    fileprivate func item(of kind: UsageRequest.Kind, _ consumer: NchfRequest.Consumer) -> UsageRequest.Item {
        let told = (usedUnitContainer ?? []) + (requestedUnit.map { [$0] } ?? [])
        let unit: ChargingUnit =
            if told.contains(where: { $0.volume != nil }) {
                .octets
            } else if told.contains(where: { $0.time != nil }) {
                .seconds
            } else if told.contains(where: { $0.serviceSpecificUnits != nil }) || consumer.nodeFunctionality == "SMSF" {
                .messages
            } else {
                .octets
            }
        let used = (usedUnitContainer ?? []).reduce(nil as UsedUnits?) { sum, container in
            let part = container.used(unit)
            return UsedUnits(
                input: (sum?.input ?? 0) + part.input, output: (sum?.output ?? 0) + part.output, total: (sum?.total ?? 0) + part.total)
        }
        let requested: RequestedUnits =
            switch requestedUnit?.count(unit) {
            case _ where requestedUnit == nil || kind == .termination: .nothing
            case let count? where count > 0: .units(count)
            default: .any
            }
        return UsageRequest.Item(ratingGroup: ratingGroup, unit: unit, requested: requested, used: kind == .event ? nil : used)
    }
}

extension NchfRequest.Units {
    /// Octets: the total, or both directions together without it. At most 2 · 2^50, which does not overflow.
    fileprivate var volume: Int64? {
        totalVolume ?? (uplinkVolume == nil && downlinkVolume == nil ? nil : (uplinkVolume ?? 0) + (downlinkVolume ?? 0))
    }

    fileprivate func count(_ unit: ChargingUnit) -> Int64? {
        switch unit {
        case .octets: volume
        case .seconds: time
        case .messages: serviceSpecificUnits
        }
    }

    fileprivate func used(_ unit: ChargingUnit) -> UsedUnits {
        unit == .octets
            ? UsedUnits(input: uplinkVolume ?? 0, output: downlinkVolume ?? 0, total: volume ?? 0) : UsedUnits(total: count(unit) ?? 0)
    }

    fileprivate init(_ count: Int64, _ unit: ChargingUnit) {
        switch unit {
        case .octets: totalVolume = count
        case .seconds: time = count
        case .messages: serviceSpecificUnits = count
        }
    }
}

extension NchfResponse {
    /// - Throws: `Refusal` where the whole request was refused.
    init(_ answer: UsageAnswer, to request: NchfRequest, at now: Timestamp) throws {
        if let refusal = answer.refusal { throw Refusal(nchf: refusal) }
        invocationTimeStamp = now
        invocationSequenceNumber = request.invocationSequenceNumber
        sessionFailover = "FAILOVER_SUPPORTED"
        multipleUnitInformation = answer.items.map { item in
            Information(
                ratingGroup: item.ratingGroup ?? 0, resultCode: item.refusal?.nchfResult ?? "SUCCESS",
                grantedUnit: item.granted.map { NchfRequest.Units($0, item.unit) }, validityTime: item.validitySeconds,
                volumeQuotaThreshold: item.unit == .octets && item.validitySeconds != nil ? item.granted.map { $0 / 10 } : nil,
                finalUnitIndication: item.isFinal ? FinalUnit(finalUnitAction: "TERMINATE") : nil)
        }
    }

    func json() throws -> JSONValue { try JSONValue(encoding: self, naming: Self.naming) }
}

extension UsageAnswer.Refusal {
    /// TS 32.291 §6.1.6.3.14.
    fileprivate var nchfResult: String {
        switch self {
        case .creditLimitReached, .memberCapReached: "QUOTA_LIMIT_REACHED"
        case .userUnknown, .lineNotActive, .unknownSession, .tooManySessions, .refundExceedsDebit: "END_USER_SERVICE_DENIED"
        }
    }
}

extension Refusal {
    static let unknownChargingData = Refusal(
        .notFound, type: "not_found", code: "CONTEXT_NOT_FOUND", "This charging session was never opened here or has ended.")

    /// Application errors of TS 32.291 §6.1.7.3.
    fileprivate init(nchf refusal: UsageAnswer.Refusal) {
        switch refusal {
        case .userUnknown: self.init(.notFound, type: "not_found", code: "USER_UNKNOWN", "No line has this subscriber identifier.")
        case .unknownSession: self = .unknownChargingData
        case .creditLimitReached, .memberCapReached:
            self.init(.forbidden, type: "forbidden", code: "QUOTA_LIMIT_REACHED", "No units are left.")
        case .lineNotActive, .tooManySessions, .refundExceedsDebit:
            self.init(
                .forbidden, type: "forbidden", code: "END_USER_REQUEST_DENIED", "The line may use nothing, or too many sessions are open.")
        }
    }
}

extension ErrorFormat {
    /// `ProblemDetails`. Source: RFC 9457; TS 29.571 §5.2.4.1.
    static let problemDetails = ErrorFormat(
        schemaName: "ProblemDetails",
        schema: .object([
            .required("status", .integer(400...599)), .required("title", .text(1...64)), .required("detail", .prose(1...1000)),
            .required("cause", .text(1...64), "A stable word for programs."), .required("instance", .text(1...64), "Tell it to support."),
            .optional("invalidParams", .array(of: .object([.required("param", .text(0...400))]), count: 1...1)),
        ]), mediaType: "application/problem+json"
    ) { refusal, requestID in
        var problem: [JSONValue.Member] = [
            .init("status", .integer(Int64(refusal.status.code))), .init("title", .string(refusal.type)),
            .init("detail", .string(refusal.message)), .init("cause", .string(refusal.code)), .init("instance", .string(requestID)),
        ]
        if let parameter = refusal.parameter { problem.append(.init("invalidParams", [["param": .string(parameter)]])) }
        return .object(problem)
    }
}
