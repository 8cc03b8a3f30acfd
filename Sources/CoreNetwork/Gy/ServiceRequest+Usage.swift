import Charging
import Diameter
import Telecom

/// One service of a credit-control request as charging takes it.
struct ChargedService {
    let item: UsageRequest.Item
    let serviceIdentifiers: [UInt32]
    /// False when what is asked for cannot be rated; what was used is charged all the same.
    let isRated: Bool
}

extension CreditControlRequest.ServiceRequest {
    /// The unit is the context's own where the service names it, else one that it names: gateways report time beside octets.
    /// - Throws: `DiameterFailure` 5004 for used units beyond `ChargingUnit.greatestCount`.
    func charged(_ context: ServiceContext, isEvent: Bool) throws(DiameterFailure) -> ChargedService {
        var named = requested?.named ?? []
        if named.isEmpty { named = used.flatMap(\.named) }
        let unit = named.contains(context.unit) ? context.unit : named.first ?? context.unit
        var wanted = RequestedUnits.nothing
        var isRated = true
        if let requested {
            wanted = requested.count(of: unit).map(RequestedUnits.init(clamping:)) ?? .any
            isRated = !requested.hasMoney || !requested.named.isEmpty
        }
        // Without a word on how much, an event is one message; nothing else has a natural amount.
        if isEvent, requested == nil || wanted == .any {
            wanted = .any
            isRated = isRated && unit == .messages
        }
        return ChargedService(
            item: UsageRequest.Item(
                ratingGroup: ratingGroup, unit: unit, requested: isRated ? wanted : .nothing, used: try usedUnits(unit)),
            serviceIdentifiers: serviceIdentifiers, isRated: isRated)
    }

    /// Used units come in several parts where a tariff changed in between.
    private func usedUnits(_ unit: ChargingUnit) throws(DiameterFailure) -> UsedUnits? {
        guard !used.isEmpty else { return nil }
        let greatest = UInt64(ChargingUnit.greatestCount)
        var (input, output, total, after): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for part in used {
            if unit == .octets {
                input += min(part.inputOctets ?? 0, greatest + 1)
                output += min(part.outputOctets ?? 0, greatest + 1)
            }
            let count = min(part.count(of: unit) ?? 0, greatest + 1)
            total += count
            if part.tariffChangeUsage == .after { after += count }
            guard max(input, output, total) <= greatest else {
                throw DiameterFailure(.invalidAVPValue, failedAVP: AVPs.usedServiceUnit(part.group), "more units used than can be")
            }
        }
        return UsedUnits(input: Int64(input), output: Int64(output), total: Int64(total), afterChange: Int64(after))
    }
}

extension RequestedUnits {
    /// Gateways that want all they can get ask for the largest number there is.
    fileprivate init(clamping count: UInt64) {
        self = count == 0 ? .any : .units(Int64(min(count, UInt64(ChargingUnit.greatestCount))))
    }
}

extension ServiceUnits {
    /// Units that are counted in it.
    fileprivate var named: [ChargingUnit] { [.octets, .seconds, .messages].filter { count(of: $0) != nil } }

    /// Octets are the total, or both directions together where there is none.
    fileprivate func count(of unit: ChargingUnit) -> UInt64? {
        switch unit {
        case .octets:
            if let totalOctets { return totalOctets }
            guard inputOctets != nil || outputOctets != nil else { return nil }
            let (sum, overflows) = (inputOctets ?? 0).addingReportingOverflow(outputOctets ?? 0)
            return overflows ? .max : sum
        case .seconds: return time.map(UInt64.init)
        case .messages: return serviceSpecific
        }
    }

    /// A grant.
    init(_ count: Int64, of unit: ChargingUnit, tariffChange: Timestamp? = nil) {
        switch unit {
        case .octets: self.init(totalOctets: UInt64(count), tariffTimeChange: tariffChange)
        case .seconds: self.init(time: UInt32(clamping: count))
        case .messages: self.init(serviceSpecific: UInt64(count))
        }
    }
}
