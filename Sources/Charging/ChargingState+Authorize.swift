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
    /// overage, and no bucket ever goes below zero.
    /// - Returns: the journal row, with the answer in it.
    /// - Throws: `ChargingError`, with the state as it was.
    public mutating func authorize(_ request: UsageRequest, line: ChargeableLine, policy: ChargingPolicy, at now: Timestamp) throws
        -> JournalRow
    {
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
            var decided = UsageEntry.Item(ratingGroup: item.ratingGroup, unit: item.unit, used: item.used ?? UsedUnits(total: 0))
            if request.kind == .event {
                if entry.refusal == nil { debitAtOnce(item, into: &decided, line: line, at: now) }
            } else {
                debitUsed(into: &decided, sessionID: request.sessionID, at: now)
            }
            try settle(decided, of: entry, at: now)
            entry.items.append(decided)
        }
        if request.kind == .initial || request.kind == .update, entry.refusal == nil {
            for (index, item) in request.items.enumerated() where item.requested != .nothing {
                promise(item, into: &entry.items[index], line: line, sessionID: request.sessionID, policy, at: now)
                if !entry.items[index].reserved.isEmpty { try reserve(entry.items[index], of: entry, at: now) }
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
        if request.kind == .termination { return nil }
        guard line.isActive else { return .lineNotActive }
        if !isOpen, request.kind == .initial, sessions.count >= policy.greatestSessions { return .tooManySessions }
        return nil
    }

    /// Takes used units from the session's reservation, then from what else is left.
    private func debitUsed(into item: inout UsageEntry.Item, sessionID: String, at now: Timestamp) {
        var left = item.used.total
        guard left > 0 else { return }
        let reservation = sessions[sessionID]?.reservations.first { $0.ratingGroup == item.ratingGroup && $0.unit == item.unit }
        for part in reservation?.parts ?? [] where left > 0 {
            let units = min(left, part.units)
            item.debits.append(BucketUnits(bucket: part.bucket, units: units))
            left -= units
        }
        for bucket in buckets where bucket.unit == item.unit && left > 0 {
            let units = min(left, bucket.available(at: now))
            guard units > 0 else { continue }
            item.debits.append(BucketUnits(bucket: bucket.number, units: units))
            left -= units
        }
        item.overage = left
    }

    /// Debits an event's units, all or none.
    private func debitAtOnce(_ asked: UsageRequest.Item, into item: inout UsageEntry.Item, line: ChargeableLine, at now: Timestamp) {
        var left: Int64 =
            switch asked.requested {
            case .nothing: 0
            case .any: 1
            case .units(let count): count
            }
        guard left > 0 else { return }
        item.refusal = shortage(of: left, item.unit, line.accountID, at: now)
        guard item.refusal == nil else { return }
        for bucket in buckets where bucket.unit == item.unit && left > 0 {
            let units = min(left, bucket.available(at: now))
            guard units > 0 else { continue }
            item.debits.append(BucketUnits(bucket: bucket.number, units: units))
            left -= units
        }
    }

    /// Chooses what to promise: a fair share of what is left, at most the quantum, exact to the unit, and the last units in one grant.
    private func promise(
        _ asked: UsageRequest.Item, into item: inout UsageEntry.Item, line: ChargeableLine, sessionID: String, _ policy: ChargingPolicy,
        at now: Timestamp
    ) {
        item.refusal = shortage(of: 1, item.unit, line.accountID, at: now)
        guard item.refusal == nil else { return }
        let left = min(available(item.unit, at: now), capLeft(item.unit, line.accountID, at: now))
        let grant = policy.grant(of: item.unit)
        let others = sessions.count { $0.key != sessionID && $0.value.reservations.contains { $0.unit == asked.unit } }
        let share = max(grant.smallest, left / Int64(others + 1))
        var units = min(left, share, grant.quantum)
        if case .units(let count) = asked.requested { units = min(units, count) }
        // A call that another one shares its time with may get what that one gives back, so it is not told to end: it asks again.
        item.isFinal = units == left && (asked.unit != .seconds || others == 0)
        item.validitySeconds = policy.validitySeconds
        for bucket in buckets where bucket.unit == item.unit && units > 0 {
            let part = min(units, bucket.available(at: now))
            guard part > 0 else { continue }
            item.reserved.append(BucketUnits(bucket: bucket.number, units: part))
            units -= part
            if let end = bucket.expiresAt {
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
