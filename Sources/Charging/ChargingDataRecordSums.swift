import Telecom

/// What records say in sum, to be held against what the journal debited.
public struct ChargingDataRecordSums: Sendable {
    /// Usage by line.
    public private(set) var lines: [LineID: UsageCounts] = [:]
    /// Units that buckets covered.
    public private(set) var debited: [ChargingUnit: Int64] = [:]

    public init() {}

    public static func += (sums: inout ChargingDataRecordSums, record: ChargingDataRecord) {
        guard !record.usages.isEmpty else { return }
        sums.lines[record.lineID, default: .zero] += record.counts
        for usage in record.usages { sums.debited[usage.unit, default: 0] += usage.debited }
    }
}

extension ChargingState {
    /// Units that the buckets gave since the beginning.
    public func debited(_ unit: ChargingUnit) -> Int64 {
        buckets.reduce(closed[unit]?.used ?? 0) { $0 + ($1.unit == unit ? $1.used : 0) }
    }
}
