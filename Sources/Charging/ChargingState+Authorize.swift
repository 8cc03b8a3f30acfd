import Catalog
import Telecom

/// Whose line asks, as the store knows it at the time of the decision.
public struct ChargeableLine: Hashable, Sendable {
    public let id: LineID
    public let accountID: AccountID
    public let groupID: GroupID
    public let brandID: BrandID
    /// False once suspended, ported out or terminated.
    public let isActive: Bool

    public init(id: LineID, accountID: AccountID, groupID: GroupID, brandID: BrandID, isActive: Bool) {
        self.id = id
        self.accountID = accountID
        self.groupID = groupID
        self.brandID = brandID
        self.isActive = isActive
    }
}

/// Why a request cannot be decided at all: the gateway's mistake. Nothing is written.
public enum ChargingError: Error, Hashable, Sendable {
    /// The session is past this number, and the journal does not know the request. `last` is the newest number of the session.
    case outOfOrder(last: UInt32)
    /// The session is open for another line.
    case sessionOfAnotherLine
}

extension ChargingState {
    /// Decides one request and folds the decision in: reclaims what silent gateways hold, debits what was used, reserves what is asked for.
    ///
    /// What was used is always debited, from the reservation first, then from what else is left; what nothing covers is counted as
    /// overage, and no bucket ever goes below zero. What is used is charged by the tariff that it was granted under.
    /// - Parameters:
    ///   - tariffs: of the line's brand, for what is granted now.
    ///   - earlier: for a refund, what the journal of this group says of the session so far, in its order.
    /// - Returns: the journal row, with the answer in it.
    /// - Throws: `ChargingError`, with the state as it was.
    public mutating func authorize(
        _ request: UsageRequest, line: ChargeableLine, policy: ChargingPolicy, tariffs: Tariffs = .flat, earlier: [UsageEntry] = [],
        at now: Timestamp
    ) throws -> JournalRow {
        if let session = sessions[request.sessionID] {
            guard session.lineID == request.lineID else { throw ChargingError.sessionOfAnotherLine }
            guard request.requestNumber > session.lastRequestNumber else {
                throw ChargingError.outOfOrder(last: session.lastRequestNumber)
            }
        }
        sequence += 1
        var entry = UsageEntry(sessionID: request.sessionID, requestNumber: request.requestNumber, kind: request.kind)
        entry.reclaimed = staleSessions(policy, at: now, except: request.sessionID)
        try reclaim(entry.reclaimed)
        entry.refusal = refusal(of: request, line: line, policy)
        if sessions[request.sessionID] == nil {
            entry.opening = UsageEntry.Opening(
                lineID: line.id, accountID: line.accountID, apn: request.apn, country: request.country, gateway: request.gateway,
                keeps: request.kind == .initial && entry.refusal == nil)
        }
        try open(entry, at: now)
        for item in request.items {
            let used = item.used.map { UsedUnits(input: $0.input, output: $0.output, total: $0.total) } ?? UsedUnits(total: 0)
            var decided = UsageEntry.Item(ratingGroup: item.ratingGroup, unit: item.unit, used: used)
            switch request.kind {
            case .event: if entry.refusal == nil { debitAtOnce(item, into: &decided, line: line, at: now) }
            case .refund: putBack(item, into: &decided, earlier: earlier)
            case .initial, .update, .termination:
                debitUsed(into: &decided, afterChange: item.used?.afterChange ?? 0, of: request, tariffs, at: now)
            }
            try settle(decided, of: entry, at: now)
            entry.items.append(decided)
        }
        if request.kind == .initial || request.kind == .update, entry.refusal == nil {
            for (index, item) in request.items.enumerated() where item.requested != .nothing {
                promise(item, into: &entry.items[index], of: request, line: line, policy, tariffs, at: now)
                if entry.items[index].granted > 0 { try reserve(entry.items[index], of: entry, at: now) }
            }
        }
        if request.kind == .termination { try close(request.sessionID) }
        forgetClosedBuckets(at: now)
        return JournalRow(groupID: groupID, sequence: sequence, at: now, entry: .usage(entry))
    }

    /// Whether the request does not follow in an open session, so that it may be an old one sent again: the journal knows.
    public func mayRepeat(_ request: UsageRequest) -> Bool {
        if let session = sessions[request.sessionID] { return request.requestNumber <= session.lastRequestNumber }
        return request.kind == .update || request.kind == .termination
    }

    private func refusal(of request: UsageRequest, line: ChargeableLine, _ policy: ChargingPolicy) -> UsageAnswer.Refusal? {
        let isOpen = sessions[request.sessionID] != nil
        if !isOpen, request.kind == .update || request.kind == .termination { return .unknownSession }
        if request.kind == .termination || request.kind == .refund { return nil }
        guard line.isActive else { return .lineNotActive }
        if !isOpen, request.kind == .initial, sessions.count >= policy.greatestSessions { return .tooManySessions }
        return nil
    }

    /// Takes used units from the session's reservation, then from what else is left.
    private func debitUsed(
        into item: inout UsageEntry.Item, afterChange: Int64, of request: UsageRequest, _ tariffs: Tariffs, at now: Timestamp
    ) {
        guard item.used.total > 0 else { return }
        let session = sessions[request.sessionID]
        let reservation = session?.reservations.first { $0.ratingGroup == item.ratingGroup && $0.unit == item.unit }
        if item.unit == .octets {
            let tariff = reservation?.tariff ?? Tariff(tariffs.weight(of: use(request, item.ratingGroup), at: now))
            let weights = tariff.weighed(item.used.total, after: afterChange)
            if weights.contains(where: { $0.weight != .one }) { item.weights = weights }
        }
        var left = Weight.charge(item.weighed, ahead: session?.partsAhead(item.ratingGroup, item.unit) ?? 0).units
        for part in reservation?.parts ?? [] where left > 0 {
            let units = min(left, part.units)
            item.debits.append(BucketUnits(bucket: part.bucket, units: units))
            left -= units
        }
        let free = free(left, item.unit, at: now)
        item.debits += free.map(\.part)
        item.overage = free.reduce(left) { $0 - $1.part.units }
    }

    /// So many units, or all there are, of what nobody holds, from the buckets that are used first.
    private func free(_ units: Int64, _ unit: ChargingUnit, at now: Timestamp) -> [(part: BucketUnits, expiresAt: Timestamp?)] {
        var left = units
        return buckets.filter { $0.unit == unit }.compactMap { bucket in
            let units = min(left, bucket.available(at: now))
            guard units > 0 else { return nil }
            left -= units
            return (BucketUnits(bucket: bucket.number, units: units), bucket.expiresAt)
        }
    }

    /// Where the session is now: gateways say it anew with each request, or not at all.
    private func use(_ request: UsageRequest, _ ratingGroup: UInt32?) -> Tariffs.Use {
        let session = sessions[request.sessionID]
        return Tariffs.Use(country: request.country ?? session?.country, apn: request.apn ?? session?.apn, ratingGroup: ratingGroup)
    }

    /// Puts back what the session was debited for the rating group, what was taken last first: the units asked for or none, or all that is
    /// left of them. A bucket that is closed for so long that it is forgotten gets nothing back.
    private func putBack(_ asked: UsageRequest.Item, into item: inout UsageEntry.Item, earlier: [UsageEntry]) {
        var taken: [BucketUnits] = []
        for entry in earlier {
            for past in entry.items where past.ratingGroup == item.ratingGroup && past.unit == item.unit {
                for debit in past.debits {
                    let units = entry.kind == .refund ? -debit.units : debit.units
                    if let index = taken.firstIndex(where: { $0.bucket == debit.bucket }) {
                        taken[index].units += units
                    } else {
                        taken.append(BucketUnits(bucket: debit.bucket, units: units))
                    }
                }
            }
        }
        taken.removeAll { $0.units <= 0 || index(of: $0.bucket) == nil }
        let most = taken.reduce(0) { $0 + $1.units }
        var left: Int64 = if case .units(let count) = asked.requested { count } else { most }
        guard (1...max(1, most)).contains(left), most > 0 else {
            item.refusal = .refundExceedsDebit
            return
        }
        for part in taken.reversed() where left > 0 {
            let units = min(left, part.units)
            item.debits.append(BucketUnits(bucket: part.bucket, units: units))
            left -= units
        }
    }

    /// Debits an event's units, all or none. They are what the event says: no tariff weighs them.
    private func debitAtOnce(_ asked: UsageRequest.Item, into item: inout UsageEntry.Item, line: ChargeableLine, at now: Timestamp) {
        let units: Int64 =
            switch asked.requested {
            case .nothing: 0
            case .any: 1
            case .units(let count): count
            }
        guard units > 0 else { return }
        item.refusal = shortage(of: units, item.unit, line.accountID, at: now)
        guard item.refusal == nil else { return }
        item.debits = free(units, item.unit, at: now).map(\.part)
    }

    /// Chooses what to promise: a fair share of what is left, at most the quantum, exact to the unit, and the last units in one grant. What is
    /// free is granted whatever is left; what has a weight is reserved by the heaviest that may come to count.
    private func promise(
        _ asked: UsageRequest.Item, into item: inout UsageEntry.Item, of request: UsageRequest, line: ChargeableLine,
        _ policy: ChargingPolicy, _ tariffs: Tariffs, at now: Timestamp
    ) {
        let grant = policy.grant(of: item.unit)
        var granted = grant.quantum
        if case .units(let count) = asked.requested { granted = min(granted, count) }
        var (tariff, validity) = (Tariff.standard, policy.validitySeconds)
        if item.unit == .octets {
            (tariff, validity) = tariffs.tariff(of: use(request, item.ratingGroup), at: now, for: validity)
            validity = max(ChargingPolicy.shortestValiditySeconds, validity)
        }
        let weight = tariff.heaviest
        let left = min(available(item.unit, at: now), capLeft(item.unit, line.accountID, at: now))
        if let most = weight.covered(by: left) {
            item.refusal = shortage(of: weight.price(of: 1), item.unit, line.accountID, at: now)
            guard item.refusal == nil else { return }
            let others = sessions.count { other in
                other.key != request.sessionID && other.value.reservations.contains { $0.unit == asked.unit && !$0.parts.isEmpty }
            }
            let share = max(grant.smallest, left / Int64(others + 1))
            granted = max(1, min(granted, weight.covered(by: min(left, share)) ?? granted))
            // A call that another one shares its time with may get what that one gives back, so it is not told to end: it asks again.
            item.isFinal = granted == most && (asked.unit != .seconds || others == 0)
        }
        item.granted = granted
        item.tariff = tariff
        item.validitySeconds = validity
        for (part, expiresAt) in free(weight.price(of: granted), item.unit, at: now) {
            item.reserved.append(part)
            if let end = expiresAt {
                item.validitySeconds = min(item.validitySeconds, max(ChargingPolicy.shortestValiditySeconds, end.seconds(since: now)))
            }
        }
    }

    /// Why `units` cannot be had; `nil` when they can.
    public func shortage(of units: Int64, _ unit: ChargingUnit, _ account: AccountID, at now: Timestamp) -> UsageAnswer.Refusal? {
        if available(unit, at: now) < units { return .creditLimitReached }
        return capLeft(unit, account, at: now) < units ? .memberCapReached : nil
    }

    /// Units that can be promised at `now`, at most `ChargingUnit.greatestCount`.
    public func available(_ unit: ChargingUnit, at now: Timestamp) -> Int64 {
        var sum: Int64 = 0
        for bucket in buckets where bucket.unit == unit {
            sum = min(ChargingUnit.greatestCount, sum + bucket.available(at: now))
        }
        return sum
    }

    /// Octets that a member may still use in this month, beyond those reserved for it.
    private func capLeft(_ unit: ChargingUnit, _ account: AccountID, at now: Timestamp) -> Int64 {
        guard unit == .octets, let left = members[account]?.left(at: now) else { return .max }
        let reserved = sessions.values.lazy.filter { $0.accountID == account }.flatMap(\.reservations)
            .filter { $0.unit == .octets }.reduce(0) { $0 + $1.units }
        return max(0, left - reserved)
    }

    /// Whether `reclaimReservations` would find anything.
    public func hasStaleSessions(_ policy: ChargingPolicy, at now: Timestamp) -> Bool { !staleSessions(policy, at: now).isEmpty }

    /// Sessions whose gateway has been silent past validity and holding time, and sessions idle for long.
    func staleSessions(_ policy: ChargingPolicy, at now: Timestamp, except sessionID: String? = nil) -> [Reclaim] {
        var stale: [Reclaim] = []
        for (id, session) in sessions where id != sessionID {
            let closes = session.lastAt.adding(seconds: policy.idleSeconds) <= now
            let isSilent = session.reservations.contains { $0.validUntil.adding(seconds: policy.holdingSeconds) <= now }
            if closes || isSilent { stale.append(Reclaim(session: session.number, closes: closes)) }
        }
        return stale.sorted { $0.session < $1.session }
    }

    /// Releases what silent gateways hold and folds that in.
    /// - Returns: the journal row; `nil` when there is nothing to reclaim.
    public mutating func reclaimReservations(_ policy: ChargingPolicy, at now: Timestamp) throws -> JournalRow? {
        let stale = staleSessions(policy, at: now)
        guard !stale.isEmpty else { return nil }
        let row = JournalRow(groupID: groupID, sequence: sequence + 1, at: now, entry: .reclaimed(stale))
        try apply(row)
        return row
    }
}
