import Charging
import Telecom

/// What the check of one group's journal found.
public struct JournalVerification: Sendable {
    public var rows = 0
    public var buckets = 0
    /// Charging data records of what has ended.
    public var records = 0
    public var octetsUsed: Int64 = 0
    public var octetsReserved: Int64 = 0
    public var overageOctets: Int64 = 0
    public var faults: [String] = []

    public init(faults: [String] = []) { self.faults = faults }
}

extension SQLTransaction {
    /// Groups with a bucket or a journal, in order.
    public func chargedGroups(after group: GroupID?, limit: Int) throws -> [GroupID] {
        try query(
            """
            SELECT g.id FROM groups g WHERE g.id > $1 AND (
                EXISTS (SELECT 1 FROM charging_journal j WHERE j.group_id = g.id)
                OR EXISTS (SELECT 1 FROM buckets b WHERE b.group_id = g.id))
            ORDER BY g.id LIMIT $2
            """, group?.text ?? "", limit
        ).map { try $0.id("id") }
    }

    /// Folds a group's journal from its beginning and compares with everything that was derived from it.
    /// - Throws: `StoreError.corrupt` when a row cannot be read.
    public func verifyChargingJournal(of group: GroupID) throws -> JournalVerification {
        var found = JournalVerification()
        let checkpoint = try first("SELECT sequence, body FROM charging_checkpoints WHERE group_id = $1", group)
        let checkpointSequence = try checkpoint?.integer("sequence") ?? 0
        var state = ChargingState(groupID: group)
        var rolledUp: [UsageKey: UsageCounts] = [:]
        var granted: [BucketID: Bucket] = [:]
        var records = ChargingDataRecordFold()
        var recorded = ChargingDataRecordSums()
        while true {
            let rows = try chargingJournal(of: group, after: state.sequence, limit: 1000)
            if rows.isEmpty { break }
            for row in rows {
                if case .granted(let bucket) = row.entry, granted.updateValue(bucket, forKey: bucket.id) != nil {
                    found.faults.append("\(group), row \(row.sequence): \(bucket.id) is granted twice")
                }
                do {
                    try state.apply(row)
                } catch {
                    found.faults.append("\(group), row \(error.sequence): \(error.reason)")
                    return found
                }
                found.rows += 1
                for record in records.apply(row) {
                    recorded += record
                    found.records += 1
                }
                if row.sequence == checkpointSequence {
                    rolledUp = state.takeUsage()
                    if try checkpoint?.blob("body") != state.encoded { found.faults.append("\(group): the checkpoint is not the fold") }
                }
            }
            let broken = state.brokenInvariants()
            if !broken.isEmpty { found.faults += broken.map { "\(group): \($0)" } }
        }
        if checkpointSequence > state.sequence { found.faults.append("\(group): the checkpoint is ahead of the journal") }
        if try rolledUpUsage(of: group) != rolledUp { found.faults.append("\(group): the rolled-up usage is not what was reported") }
        for record in records.open.values { recorded += record }
        var used: [LineID: UsageCounts] = [:]
        for (key, counts) in Array(rolledUp) + Array(state.usage) { used[key.lineID, default: .zero] += counts }
        if recorded.lines != used { found.faults.append("\(group): the charging data records do not add up to the usage of their lines") }
        for unit in ChargingUnit.allCases where recorded.debited[unit, default: 0] != state.debited(unit) {
            found.faults.append("\(group): the charging data records do not add up to the \(unit.rawValue) that were debited")
        }
        let buckets = try buckets(of: group)
        for bucket in buckets {
            guard let known = granted[bucket.id], known != bucket else { continue }
            found.faults.append("\(group): \(bucket.id) is not what the journal granted")
        }
        if Set(buckets.map(\.id)) != Set(granted.keys) { found.faults.append("\(group): buckets and journal name different buckets") }
        found.buckets = granted.count
        found.octetsUsed = state.debited(.octets)
        found.octetsReserved = state.buckets.reduce(0) { $0 + ($1.unit == .octets ? $1.reserved : 0) }
        found.overageOctets = (Array(rolledUp.values) + Array(state.usage.values)).reduce(0) { $0 + $1.overageOctets }
        return found
    }
}
