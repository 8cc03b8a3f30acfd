import Charging
import Store
import Telecom

extension Platform {
    /// At most so many records are told at once.
    public static let mostChargingDataRecords = 10_000

    /// The charging data records of a brand's lines that were closed in a time. Who read them is audited: they say who used what, and when.
    /// - Parameters:
    ///   - brand: the caller's own unless given; the operator may ask for any.
    ///   - from: the beginning.
    ///   - to: the end, after `from` by at most 31 days.
    /// - Throws: `PlatformError`: `forbidden` for anybody but admins, `brand_not_found`, `.invalid` for the range, code `too_many_records` when
    ///   there are more than `mostChargingDataRecords`.
    public func chargingDataRecords(of brand: BrandID?, from: Timestamp, to: Timestamp, as principal: Principal) async throws
        -> [ServedChargingDataRecord]
    {
        try principal.requireAdmin()
        let brand = try principal.brand(brand)
        guard from < to, to.seconds(since: from) <= 31 * 86_400 else {
            throw PlatformError.invalid("to", "The end is after the beginning, by at most 31 days.")
        }
        var records: [ServedChargingDataRecord] = []
        try await ChargingDataRecordExport(store, closed: from..<to, brand: brand).run { record in
            guard records.count < Self.mostChargingDataRecords else {
                throw PlatformError.invalid(
                    "to", "There are more than \(Self.mostChargingDataRecords) records: ask for a shorter time, or use gorse cdr export.",
                    code: "too_many_records")
            }
            records.append(record)
        }
        let (now, count) = (time.now(), records.count)
        try await store.write { transaction in
            try transaction.audit(
                actor: principal.accountID.text, action: "charging_data_records.read", subject: brand.text,
                detail: ["from": from.description, "to": to.description, "records": "\(count)"], brand: brand, at: now)
        }
        return records
    }
}
