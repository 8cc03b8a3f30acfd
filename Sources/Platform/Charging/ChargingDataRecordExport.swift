import Charging
import Store
import Subscribers
import Telecom

/// A charging data record with whom it is about, as the store knows the line when the record is read.
public struct ServedChargingDataRecord: Hashable, Sendable {
    public let record: ChargingDataRecord
    public let brandID: BrandID
    public let imsi: IMSI?
    public let msisdn: MSISDN?
}

/// Reads the records that were closed in a time, group by group, from the journal. It holds one slice of one group at a time, whatever there
/// is, and may run while the server works.
public struct ChargingDataRecordExport: Sendable {
    private let store: any SQLEngine
    private let closed: Range<Timestamp>
    private let brand: BrandID?

    /// How far the clocks of nodes that share a database may differ, in seconds: rows so far outside of the time are looked at too.
    static let greatestSkew: Int64 = 300
    private static let slice = 500

    /// - Parameters:
    ///   - closed: when the records were closed.
    ///   - brand: whose lines; `nil` is everybody's.
    public init(_ store: any SQLEngine, closed: Range<Timestamp>, brand: BrandID?) {
        self.store = store
        self.closed = closed
        self.brand = brand
    }

    /// - Parameter take: gets the records in the order of their groups' ids, those of a group in the order in which they were closed.
    /// - Throws: `StoreError`; what `take` throws.
    public func run(_ take: (ServedChargingDataRecord) async throws -> Void) async throws {
        var after: GroupID?
        while true {
            let (last, since) = (after, closed.lowerBound)
            let groups = try await store.read { try $0.groups(chargedSince: since, after: last, limit: 200) }
            guard let end = groups.last else { return }
            after = end
            for group in groups { try await export(group, take) }
        }
    }

    private func export(_ group: GroupID, _ take: (ServedChargingDataRecord) async throws -> Void) async throws {
        let beginning = closed.lowerBound.adding(seconds: -Self.greatestSkew)
        let end = closed.upperBound.adding(seconds: Self.greatestSkew)
        var sequence = try await store.read { try $0.chargingSequence(of: group, before: beginning) }
        var fold = ChargingDataRecordFold()
        while true {
            let (begun, after) = (fold, sequence)
            let read = try await store.read { [closed, brand] transaction in
                var fold = begun
                let slice = try transaction.closedRecords(of: group, after: after, limit: Self.slice, &fold)
                let records = slice.records.filter { closed.contains($0.closedAt) }
                return (fold, try transaction.served(records, brand: brand), slice.last)
            }
            fold = read.0
            for record in read.1 { try await take(record) }
            guard let last = read.2, last.at < end else { return }
            sequence = last.sequence
        }
    }
}

extension SQLTransaction {
    fileprivate func served(_ records: [ChargingDataRecord], brand: BrandID?) throws -> [ServedChargingDataRecord] {
        var lines: [LineID: Line] = [:]
        return try records.compactMap { record in
            if lines[record.lineID] == nil { lines[record.lineID] = try line(record.lineID) }
            guard let line = lines[record.lineID], brand == nil || line.brandID == brand else { return nil }
            return ServedChargingDataRecord(record: record, brandID: line.brandID, imsi: line.imsi, msisdn: line.msisdn)
        }
    }
}
