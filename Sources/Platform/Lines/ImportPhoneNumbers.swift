import Store
import Subscribers
import Telecom

extension Platform {
    /// Adds the numbers of a file (column `number`; see docs/lines.md) to a brand's inventory. A row that is bad, repeated or in the
    /// inventory already is left out and named.
    /// - Parameter csv: at most 10 MB and 50,000 rows.
    /// - Throws: `invalid_file` when the file as a whole cannot be read.
    public func importPhoneNumbers(_ csv: [UInt8], brand: BrandID, actor: String) async throws -> ImportReport {
        let file: CSV
        let good: [PhoneNumberRow]
        var problems: [ImportProblem]
        do {
            file = try CSV(csv)
            (good, problems) = try file.phoneNumberRows(numberPlan)
        } catch {
            throw PlatformError(error)
        }
        var imported = 0
        let now = time.now()
        for rows in good.chunks(of: importedAtOnce) {
            let (count, taken) = try await retryingOnce {
                try await store.write { transaction in
                    let known = try transaction.phoneNumbers(among: rows.map(\.number.msisdn))
                    let new = rows.filter { !known.contains($0.number.msisdn) }
                    try transaction.insertPhoneNumbers(new.map { PhoneNumber($0.number, brand, .imported) }, at: now)
                    let taken = rows.filter { known.contains($0.number.msisdn) }
                    return (new.count, taken.map { ImportProblem.isInInventory(row: $0.row, column: "number") })
                }
            }
            imported += count
            problems += taken
        }
        let report = ImportReport(rows: file.rows.count, imported: imported, problems: problems)
        try await recordImport(report, of: "phone_numbers", brand: brand, actor: actor)
        return report
    }
}

extension PhoneNumber {
    public init(_ number: NorthAmericanNumber, _ brand: BrandID, _ source: InventorySource) {
        self.init(msisdn: number.msisdn, brandID: brand, areaCode: number.areaCode, source: source)
    }
}
