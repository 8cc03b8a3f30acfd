import Catalog
import Telecom

/// A journal row that cannot follow the rows before it: the journal is damaged, or the program that wrote it was wrong.
public struct JournalFault: Error, Hashable, Sendable {
    public let groupID: GroupID
    public let sequence: Int64
    public let reason: String
}

extension ChargingState {
    /// Folds the next row in.
    /// - Throws: `JournalFault` when the row cannot be the next one; the state is then no longer of use.
    public mutating func apply(_ row: JournalRow) throws(JournalFault) {
        guard row.groupID == groupID, row.sequence == sequence + 1 else {
            throw JournalFault(groupID: row.groupID, sequence: row.sequence, reason: "does not follow \(sequence) of \(groupID)")
        }
        sequence = row.sequence
        switch row.entry {
        case .granted(let bucket): add(BucketBalance(bucket, number: row.sequence))
        case .withdrawn(let id, let units): try withdraw(id, units)
        case .joined(let account, let cap): members[account, default: GroupMember()].monthlyCap = cap
        case .left(let account): members[account] = nil
        case .reclaimed(let reclaimed): try reclaim(reclaimed)
        case .usage(let entry):
            try reclaim(entry.reclaimed)
            try open(entry, at: row.at)
            for item in entry.items { try settle(item, of: entry, at: row.at) }
            for item in entry.items where item.granted > 0 { try reserve(item, of: entry, at: row.at) }
            if entry.kind == .termination { try close(entry.sessionID) }
        }
        forgetClosedBuckets(at: row.at)
    }

    func fault(_ reason: String) -> JournalFault { JournalFault(groupID: groupID, sequence: sequence, reason: reason) }

    private mutating func add(_ balance: BucketBalance) {
        let index = buckets.firstIndex { BucketBalance.isUsedBefore(balance, $0) } ?? buckets.endIndex
        buckets.insert(balance, at: index)
    }

    private mutating func withdraw(_ id: BucketID, _ units: Int64?) throws(JournalFault) {
        guard let index = buckets.firstIndex(where: { $0.id == id }), !buckets[index].isWithdrawn, buckets[index].remaining == units
        else { throw fault("withdraws what bucket \(id) does not hold") }
        buckets[index].withdrawn += units ?? 0
        buckets[index].isWithdrawn = true
    }

    mutating func reclaim(_ reclaimed: [Reclaim]) throws(JournalFault) {
        for reclaim in reclaimed {
            guard let id = sessions.first(where: { $0.value.number == reclaim.session })?.key else {
                throw fault("reclaims session \(reclaim.session), which is not open")
            }
            try release(sessions[id]!.reservations)
            if reclaim.closes { sessions[id] = nil } else { sessions[id]!.reservations = [] }
        }
    }

    mutating func open(_ entry: UsageEntry, at time: Timestamp) throws(JournalFault) {
        if let opening = entry.opening {
            guard sessions[entry.sessionID] == nil else { throw fault("opens a session that is open") }
            guard opening.keeps else { return }
            sessions[entry.sessionID] = ChargingSession(
                number: sequence, lineID: opening.lineID, accountID: opening.accountID, apn: opening.apn, country: opening.country,
                gateway: opening.gateway,
                lastRequestNumber: entry.requestNumber, lastAt: time)
        } else {
            guard let last = sessions[entry.sessionID]?.lastRequestNumber, entry.requestNumber > last else {
                throw fault("is not the next request of an open session")
            }
            sessions[entry.sessionID]!.lastRequestNumber = entry.requestNumber
            sessions[entry.sessionID]!.lastAt = time
        }
    }

    /// Ends the rating group's reservation and takes what was used.
    mutating func settle(_ item: UsageEntry.Item, of entry: UsageEntry, at time: Timestamp) throws(JournalFault) {
        guard entry.kind != .refund else { return try putBack(item, of: entry, at: time) }
        if let index = sessions[entry.sessionID]?.reservations.firstIndex(where: {
            $0.ratingGroup == item.ratingGroup && $0.unit == item.unit
        }) {
            try release([sessions[entry.sessionID]!.reservations.remove(at: index)], withdrawing: false)
        }
        var debited: Int64 = 0
        for debit in item.debits {
            guard let index = index(of: debit.bucket), debit.units > 0, (buckets[index].remaining ?? .max) >= debit.units else {
                throw fault("debits what bucket \(debit.bucket) does not hold")
            }
            buckets[index].used += debit.units
            debited += debit.units
        }
        for index in buckets.indices where buckets[index].isWithdrawn { sweepIntoWithdrawn(index) }
        if entry.kind != .event {
            guard item.weights.isEmpty || item.weights.reduce(0, { $0 + $1.units }) == item.used.total else {
                throw fault("weighs other than was used")
            }
            let ahead = sessions[entry.sessionID]?.partsAhead(item.ratingGroup, item.unit) ?? 0
            let charge = Weight.charge(item.weighed, ahead: ahead)
            guard debited + item.overage == charge.units else { throw fault("debits other than was used") }
            sessions[entry.sessionID]?.setAhead(item.ratingGroup, item.unit, parts: charge.ahead)
        }
        count(item, debited: debited, of: entry, at: time)
    }

    /// Units go back to the buckets that they were taken from. What comes back to a withdrawn one is withdrawn.
    private mutating func putBack(_ item: UsageEntry.Item, of entry: UsageEntry, at time: Timestamp) throws(JournalFault) {
        for part in item.debits {
            guard let index = index(of: part.bucket), part.units > 0, buckets[index].used >= part.units else {
                throw fault("puts back what bucket \(part.bucket) has not given")
            }
            buckets[index].used -= part.units
            sweepIntoWithdrawn(index)
        }
        guard item.unit == .octets, let account = sessions[entry.sessionID]?.accountID ?? entry.opening?.accountID else { return }
        members[account]?.count(-item.debited, at: time)
    }

    mutating func reserve(_ item: UsageEntry.Item, of entry: UsageEntry, at time: Timestamp) throws(JournalFault) {
        guard let session = sessions[entry.sessionID],
            !session.reservations.contains(where: { $0.ratingGroup == item.ratingGroup && $0.unit == item.unit })
        else { throw fault("reserves for a session that cannot") }
        for part in item.reserved {
            guard let index = index(of: part.bucket), part.units > 0, (buckets[index].remaining ?? .max) >= part.units else {
                throw fault("reserves what bucket \(part.bucket) does not hold")
            }
            buckets[index].reserved += part.units
        }
        guard item.reserved.reduce(0, { $0 + $1.units }) == item.tariff.heaviest.price(of: item.granted) else {
            throw fault("reserves other than it grants")
        }
        sessions[entry.sessionID]!.reservations.append(
            Reservation(
                ratingGroup: item.ratingGroup, unit: item.unit, parts: item.reserved,
                validUntil: time.adding(seconds: item.validitySeconds), tariff: item.tariff))
    }

    mutating func close(_ sessionID: String) throws(JournalFault) {
        guard let session = sessions.removeValue(forKey: sessionID) else { return }
        try release(session.reservations)
    }

    private mutating func release(_ reservations: [Reservation], withdrawing: Bool = true) throws(JournalFault) {
        for part in reservations.lazy.flatMap(\.parts) {
            guard let index = index(of: part.bucket), buckets[index].reserved >= part.units else {
                throw fault("releases what bucket \(part.bucket) has not reserved")
            }
            buckets[index].reserved -= part.units
            if withdrawing { sweepIntoWithdrawn(index) }
        }
    }

    /// What comes back to a withdrawn bucket is withdrawn too.
    private mutating func sweepIntoWithdrawn(_ index: Int) {
        if buckets[index].isWithdrawn, let remaining = buckets[index].remaining { buckets[index].withdrawn += remaining }
    }

    private mutating func count(_ item: UsageEntry.Item, debited: Int64, of entry: UsageEntry, at time: Timestamp) {
        let total = entry.kind == .event ? debited : item.used.total
        guard total > 0 || item.used.input > 0 || item.used.output > 0 else { return }
        let session = sessions[entry.sessionID]
        guard let lineID = session?.lineID ?? entry.opening?.lineID, let accountID = session?.accountID ?? entry.opening?.accountID else {
            return
        }
        var counts = UsageCounts()
        switch item.unit {
        case .octets:
            (counts.octetsIn, counts.octetsOut, counts.octets) = (item.used.input, item.used.output, total)
            counts.overageOctets = item.overage
            members[accountID]?.count(debited + item.overage, at: time)
        case .seconds: counts.seconds = total
        case .messages: counts.messages = total
        }
        let hour = time.secondsSince1970 / 3600
        let key = UsageKey(
            lineID: lineID, hour: hour, apn: session?.apn ?? entry.opening?.apn, country: session?.country ?? entry.opening?.country)
        usage[key, default: UsageCounts()] += counts
    }

    mutating func forgetClosedBuckets(at time: Timestamp) {
        while buckets.count > Self.keptBuckets {
            let closedNumbers = buckets.lazy.filter { $0.isClosed(at: time) }.map(\.number)
            guard let oldest = closedNumbers.min(), let index = index(of: oldest) else { return }
            let bucket = buckets.remove(at: index)
            var sums = closed[bucket.unit] ?? ClosedBuckets()
            sums.count += 1
            sums.granted += bucket.granted ?? bucket.used
            sums.used += bucket.used
            sums.withdrawn += bucket.withdrawn
            sums.expired += bucket.remaining ?? 0
            closed[bucket.unit] = sums
        }
    }

    func index(of number: Int64) -> Int? { buckets.firstIndex { $0.number == number } }

    /// Begins to count usage anew, once what was counted has been rolled up in the transaction of a checkpoint.
    public mutating func takeUsage() -> [UsageKey: UsageCounts] {
        defer { usage = [:] }
        return usage
    }
}

extension ChargingSession {
    func partsAhead(_ ratingGroup: UInt32?, _ unit: ChargingUnit) -> Int64 {
        ahead.first { $0.ratingGroup == ratingGroup && $0.unit == unit }?.parts ?? 0
    }

    mutating func setAhead(_ ratingGroup: UInt32?, _ unit: ChargingUnit, parts: Int64) {
        ahead.removeAll { $0.ratingGroup == ratingGroup && $0.unit == unit }
        if parts > 0 { ahead.append(ChargedAhead(ratingGroup: ratingGroup, unit: unit, parts: parts)) }
    }
}

extension GroupMember {
    mutating func count(_ octets: Int64, at time: Timestamp) {
        let now = Self.month(of: time)
        if month != now { (month, used) = (now, 0) }
        used = max(0, used + octets)
    }

    /// Octets used in the month of `time`.
    public func used(at time: Timestamp) -> Int64 { month == Self.month(of: time) ? used : 0 }

    /// Octets of the cap that are left in the month of `time`; `nil` is no cap.
    func left(at time: Timestamp) -> Int64? {
        monthlyCap.map { max(0, $0 - used(at: time)) }
    }

    /// Calendar months (UTC) since January 1970.
    static func month(of time: Timestamp) -> Int64 { CivilDate(time).monthsSince1970 }
}
