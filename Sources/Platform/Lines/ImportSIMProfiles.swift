import Store
import Subscribers
import Telecom

extension Platform {
    /// Adds the SIM profiles of a file (`iccid,imsi,k,opc,matching_id`; see docs/lines.md) to a brand's inventory.
    /// K and OPc are sealed before anything is stored. A row that is bad, repeated or in the inventory already is left out and named,
    /// so that a file may be imported again after a crash.
    /// - Parameter csv: at most 10 MB and 50,000 rows.
    /// - Throws: `invalid_file` when the file as a whole cannot be read.
    public func importSIMProfiles(_ csv: [UInt8], brand: BrandID, actor: String) async throws -> ImportReport {
        let file: CSV
        let good: [SIMProfileRow]
        var problems: [ImportProblem]
        do {
            file = try CSV(csv)
            (good, problems) = try file.simProfileRows(randomness)
        } catch {
            throw PlatformError(error)
        }
        var imported = 0
        for rows in good.chunks(of: importedAtOnce) {
            let (count, taken) = try await addSIMProfiles(rows, brand: brand)
            imported += count
            problems += taken
        }
        let report = ImportReport(rows: file.rows.count, imported: imported, problems: problems)
        try await recordImport(report, of: "sim_profiles", brand: brand, actor: actor)
        return report
    }

    private func addSIMProfiles(_ rows: ArraySlice<SIMProfileRow>, brand: BrandID) async throws -> (count: Int, taken: [ImportProblem]) {
        let now = time.now()
        let profiles = rows.map { row in
            NewSIMProfile(
                SIMProfile(
                    id: newID(), brandID: brand, iccid: row.iccid, imsi: row.imsi, matchingID: row.matchingID, source: .imported,
                    createdAt: now), row.keys, masterKey)
        }
        let numbers = rows.map(\.row)
        return try await retryingOnce {
            try await store.write { transaction in
                let known = try SIMProfileColumn.allCases.map { column in
                    (column, try transaction.simProfileValues(column, among: profiles.map { $0.profile.value(of: column) }))
                }
                var taken: [ImportProblem] = []
                var new: [NewSIMProfile] = []
                for (profile, row) in zip(profiles, numbers) {
                    if let (column, _) = known.first(where: { $0.1.contains(profile.profile.value(of: $0.0)) }) {
                        taken.append(.isInInventory(row: row, column: column.rawValue))
                    } else {
                        new.append(profile)
                    }
                }
                try transaction.insertSIMProfiles(new)
                return (new.count, taken)
            }
        }
    }

    /// Of two imports of the same rows at once one breaks a unique key; the second time it sees what the other has added.
    func retryingOnce<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch StoreError.constraint {
            return try await work()
        }
    }

    func recordImport(_ report: ImportReport, of noun: String, brand: BrandID, actor: String) async throws {
        let now = time.now()
        try await store.write { transaction in
            try transaction.audit(
                actor: actor, action: "inventory.import", subject: noun,
                detail: ["rows": "\(report.rows)", "imported": "\(report.imported)"], brand: brand, at: now)
        }
    }
}

extension NewSIMProfile {
    /// Seals the keys for the profile's IMSI.
    public init(_ profile: SIMProfile, _ keys: SubscriberKeys, _ masterKey: MasterKey) {
        self.init(
            profile: profile, sealedK: masterKey.seal(keys.k, .subscriberK, of: profile.imsi.digits),
            sealedOPc: masterKey.seal(keys.opc, .subscriberOPc, of: profile.imsi.digits))
    }
}

extension SIMProfile {
    fileprivate func value(of column: SIMProfileColumn) -> String {
        switch column {
        case .iccid: iccid.digits
        case .imsi: imsi.digits
        case .matchingID: matchingID.text
        }
    }
}
