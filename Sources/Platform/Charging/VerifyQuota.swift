import Charging
import Store
import Telecom

/// What the check of all charging journals found.
public struct QuotaReport: Sendable, Equatable {
    public internal(set) var groups = 0
    public internal(set) var rows = 0
    public internal(set) var buckets = 0
    /// Charging data records of what has ended; with those that are open they add up to what was debited.
    public internal(set) var records = 0
    public internal(set) var octetsUsed: Int64 = 0
    public internal(set) var octetsReserved: Int64 = 0
    public internal(set) var overageOctets: Int64 = 0
    /// What does not hold, in sentences; the first 100.
    public internal(set) var faults: [String] = []

    public var holds: Bool { faults.isEmpty }
}

extension Platform {
    /// Folds every group's journal from its beginning and compares: nothing granted twice, nothing lost, buckets that add up,
    /// checkpoints equal to the fold, roll-ups and charging data records equal to what was reported and debited, and a journal row behind
    /// each bucket.
    public func verifyQuota() async throws -> QuotaReport { try await QuotaVerification(store).run() }
}

/// The check behind `verifyQuota`, for a database without a platform. Each group is read in one transaction, so it may run while the
/// server works.
public struct QuotaVerification: Sendable {
    private let store: any SQLEngine

    public init(_ store: any SQLEngine) { self.store = store }

    public func run() async throws -> QuotaReport {
        var report = QuotaReport()
        var after: GroupID?
        while true {
            let last = after
            let groups = try await store.read { try $0.chargedGroups(after: last, limit: 200) }
            guard let end = groups.last else { return report }
            after = end
            for group in groups { try await verify(group, into: &report) }
        }
    }

    private func verify(_ group: GroupID, into report: inout QuotaReport) async throws {
        let found = try await store.read { transaction in
            do {
                return try transaction.verifyChargingJournal(of: group)
            } catch let StoreError.corrupt(reason) {
                return JournalVerification(faults: ["\(group): \(reason)"])
            }
        }
        report.groups += 1
        report.rows += found.rows
        report.buckets += found.buckets
        report.records += found.records
        report.octetsUsed += found.octetsUsed
        report.octetsReserved += found.octetsReserved
        report.overageOctets += found.overageOctets
        report.faults += found.faults.prefix(max(0, 100 - report.faults.count))
    }
}
