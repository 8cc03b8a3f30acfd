import Catalog
import Charging
import Store
import Telecom

/// Everything that was decided about one charging session, with its sums.
public struct ChargingSessionStory: Sendable {
    /// The greatest number of requests that is told; the sums are over these.
    public static let greatestRequests = 1000

    public enum State: String, CaseIterable, Sendable {
        case open
        /// Its gateway ended it, or it was over with its only request.
        case ended
        /// Its gateway fell silent: what was reserved is free again, and the session forgotten.
        case forgotten
    }

    /// What happened, in the order of the journal.
    public struct Step: Sendable {
        public enum Event: Sendable {
            case request(UsageEntry)
            /// The group got a bucket: gateways are asked to re-authorise what is open.
            case moreUnits(Bucket)
        }

        public let at: Timestamp
        public let event: Event
    }

    public let sessionID: String
    public let lineID: LineID?
    public let gateway: Gateway?
    public let apn: APN?
    public let country: Country?
    public let state: State
    /// What is promised at this moment; empty once the session is over.
    public let reserved: [Reservation]
    public let steps: [Step]
    /// By unit, in the order of `ChargingUnit.allCases`.
    public let sums: [Sum]

    /// What its gateway asked, in order.
    public var requests: [(at: Timestamp, entry: UsageEntry)] {
        steps.compactMap { step in if case .request(let entry) = step.event { (at: step.at, entry: entry) } else { nil } }
    }

    /// One unit's sums.
    public struct Sum: Equatable, Sendable {
        public let unit: ChargingUnit
        public fileprivate(set) var granted: Int64 = 0
        /// As gateways reported it; of an event what was debited.
        public fileprivate(set) var used: Int64 = 0
        /// What the use costs by its tariffs, in parts of a unit (`Weight.whole` make one).
        fileprivate var costInParts: Int128 = 0
        /// Rating groups whose cost was rounded up, each once, or once a request after the session was forgotten.
        fileprivate var roundings: Int128 = 0
        public fileprivate(set) var debited: Int64 = 0
        /// Units that were due and that no bucket could cover.
        public fileprivate(set) var overage: Int64 = 0
        public fileprivate(set) var refunded: Int64 = 0

        /// What the use costs, in whole units.
        public var cost: Int64 { Int64((costInParts + Int128(Weight.whole) - 1) / Int128(Weight.whole)) }

        /// What was used at its price is what was debited and what nothing covered, but for what was rounded up.
        public var addsUp: Bool {
            let difference = Int128(debited + overage) * Int128(Weight.whole) - costInParts
            return difference == 0 || (difference > 0 && difference < roundings * Int128(Weight.whole))
        }
    }
}

extension Platform {
    /// - Throws: `forbidden` for anybody but the operator; `session_not_found` for one that nothing was decided about; `StoreError`.
    public func chargingSession(_ id: String, as principal: Principal) async throws -> ChargingSessionStory {
        try principal.requireOperator()
        guard let story = try await store.read({ try $0.chargingSessionStory(id) }) else { throw PlatformError.notFound("session") }
        return story
    }
}

extension SQLTransaction {
    /// `nil` for a session that nothing was decided about.
    public func chargingSessionStory(_ id: String) throws -> ChargingSessionStory? {
        let rows = try chargingJournal(ofSession: id, limit: ChargingSessionStory.greatestRequests)
        guard let first = rows.first, let last = rows.last else { return nil }
        let state = try chargingStates(of: [first.groupID])[first.groupID]?.state
        let live = state?.sessions[id]
        let end = live == nil ? last.sequence : state?.sequence ?? last.sequence
        return ChargingSessionStory(
            id, rows, meanwhile: try unaskedChargingJournal(of: first.groupID, after: first.sequence, upTo: end), live)
    }
}

extension ChargingSessionStory {
    fileprivate init(_ id: String, _ rows: [JournalRow], meanwhile: [JournalRow], _ live: ChargingSession?) {
        let requests = rows.compactMap { row in if case .usage(let entry) = row.entry { entry } else { nil } }
        let opening = requests.lazy.compactMap(\.opening).first
        sessionID = id
        lineID = opening?.lineID
        gateway = opening?.gateway
        apn = opening?.apn
        country = opening?.country
        reserved = live?.reservations ?? []
        let wasKept = requests.contains { $0.opening?.keeps == true }
        state = live != nil ? .open : !wasKept || requests.contains { $0.kind == .termination } ? .ended : .forgotten
        steps = (rows + meanwhile).sorted { $0.sequence < $1.sequence }.compactMap { row in
            switch row.entry {
            case .usage(let entry): Step(at: row.at, event: .request(entry))
            case .granted(let bucket): Step(at: row.at, event: .moreUnits(bucket))
            default: nil
            }
        }
        var sums: [ChargingUnit: Sum] = [:]
        var rounded: Set<ServiceKey> = []
        for request in requests {
            for item in request.items {
                sums[item.unit, default: Sum(unit: item.unit)].add(item, of: request, roundedBefore: &rounded)
            }
        }
        self.sums = ChargingUnit.allCases.compactMap { sums[$0] }
    }
}

/// Within a session what was rounded up is ahead for the next request of the same rating group and unit.
private struct ServiceKey: Hashable {
    let ratingGroup: UInt32?
    let unit: ChargingUnit
}

extension ChargingSessionStory.Sum {
    fileprivate mutating func add(_ item: UsageEntry.Item, of request: UsageEntry, roundedBefore: inout Set<ServiceKey>) {
        switch request.kind {
        case .initial, .update, .termination:
            if request.refusal == nil { granted += item.granted }
            used += item.used.total
            debited += item.debited
            overage += item.overage
            let parts = item.costInParts
            costInParts += parts
            let isKnown = request.refusal != .unknownSession
            if parts % Int128(Weight.whole) != 0,
                !isKnown || roundedBefore.insert(ServiceKey(ratingGroup: item.ratingGroup, unit: unit)).inserted
            {
                roundings += 1
            }
        case .event:
            // An event uses what it is granted, at once.
            granted += item.debited
            used += item.debited
            debited += item.debited
            costInParts += Int128(item.debited) * Int128(Weight.whole)
        case .refund: refunded += item.debited
        }
    }
}

extension UsageEntry.Item {
    /// What the use costs by its tariffs, in parts of a unit.
    fileprivate var costInParts: Int128 {
        if weights.isEmpty { return Int128(used.total) * Int128(Weight.whole) }
        return weights.reduce(0) { $0 + Int128($1.units) * Int128($1.weight.parts) }
    }
}
