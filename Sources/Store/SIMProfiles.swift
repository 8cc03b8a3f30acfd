import Subscribers
import Telecom

/// A SIM profile to add to the inventory, its keys already under the master key.
public struct NewSIMProfile: Sendable {
    public let profile: SIMProfile
    public let sealedK: [UInt8]
    public let sealedOPc: [UInt8]

    public init(profile: SIMProfile, sealedK: [UInt8], sealedOPc: [UInt8]) {
        self.profile = profile
        self.sealedK = sealedK
        self.sealedOPc = sealedOPc
    }
}

extension SQLTransaction {
    /// - Throws: `StoreError.constraint` when an ICCID, IMSI or matching id is in the inventory already.
    public func insertSIMProfiles(_ profiles: [NewSIMProfile]) throws {
        try executeBatch(
            """
            INSERT INTO sim_profiles (id, brand_id, iccid, imsi, matching_id, sealed_k, sealed_opc, state, source, created_at, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            """,
            profiles.map { new in
                let profile = new.profile
                return [
                    profile.id.sqlValue, profile.brandID.sqlValue, profile.iccid.sqlValue, profile.imsi.sqlValue,
                    .text(profile.matchingID.text), .blob(new.sealedK), .blob(new.sealedOPc), .text(profile.state.rawValue),
                    .text(profile.source.rawValue), profile.createdAt.sqlValue,
                ]
            })
    }

    /// Which of `values` stand in `column` of the inventory already; at most 1,000 values at a time.
    public func simProfileValues(_ column: SIMProfileColumn, among values: [String]) throws -> Set<String> {
        try stored("sim_profiles", column.rawValue, among: values)
    }

    func stored(_ table: String, _ column: String, among values: [String]) throws -> Set<String> {
        guard !values.isEmpty else { return [] }
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let rows = try query("SELECT \(column) FROM \(table) WHERE \(column) IN (\(places))", values.map(\.sqlValue))
        return Set(try rows.map { try $0.text(column) })
    }

    /// Hands an available SIM profile to a line that this transaction has locked (`lockLine`), or finds the one that the line has.
    /// No two lines get the same one.
    /// - Returns: `nil` when the brand's inventory has none left.
    public func claimSIMProfile(for line: LineID, brand: BrandID, at time: Timestamp) throws -> SIMProfile? {
        if let row = try first("SELECT * FROM sim_profiles WHERE line_id = $1", line) { return try simProfile(row) }
        return try first(
            """
            UPDATE sim_profiles SET state = 'assigned', line_id = $1, changed_at = $2
            WHERE id = (
                SELECT id FROM sim_profiles WHERE brand_id = $3 AND state = 'available' ORDER BY iccid LIMIT 1\(skipLocked))
            RETURNING *
            """, line, time, brand
        ).map(simProfile)
    }

    public func hasAvailableSIMProfile(of brand: BrandID) throws -> Bool {
        try first("SELECT 1 AS one FROM sim_profiles WHERE brand_id = $1 AND state = 'available' LIMIT 1", brand) != nil
    }

    public func simProfile(_ id: SIMProfileID) throws -> SIMProfile? {
        try first("SELECT * FROM sim_profiles WHERE id = $1", id).map(simProfile)
    }

    /// The profile that a device asks the SM-DP+ for.
    public func simProfile(_ matchingID: MatchingID) throws -> SIMProfile? {
        try first("SELECT * FROM sim_profiles WHERE matching_id = $1", matchingID.text).map(simProfile)
    }

    /// K and OPc as they are kept, under the master key.
    public func sealedKeys(of id: SIMProfileID) throws -> (k: [UInt8], opc: [UInt8])? {
        try first("SELECT sealed_k, sealed_opc FROM sim_profiles WHERE id = $1", id).map {
            (k: try $0.blob("sealed_k"), opc: try $0.blob("sealed_opc"))
        }
    }

    /// - Returns: false when the state that the profile is in may not be followed by `state`.
    @discardableResult
    public func setSIMProfileState(_ id: SIMProfileID, _ state: SIMProfileState, at time: Timestamp) throws -> Bool {
        let before = SIMProfileState.allCases.filter { $0.next.contains(state) }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try execute(
            "UPDATE sim_profiles SET state = $2, changed_at = $3 WHERE id = $1 AND state IN (\(before))", id, state.rawValue, time) == 1
    }

    /// How many SIM profiles a brand has in each state.
    public func simProfileCounts(of brand: BrandID) throws -> [SIMProfileState: Int64] {
        let rows = try query("SELECT state, COUNT(*) AS count FROM sim_profiles WHERE brand_id = $1 GROUP BY state", brand)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.choice("state"), try $0.integer("count")) })
    }

    func simProfile(_ row: SQLRow) throws -> SIMProfile {
        guard let matchingID = MatchingID(try row.text("matching_id")) else { throw StoreError.corrupt("matching_id breaks its rule") }
        return SIMProfile(
            id: try row.id("id"), brandID: try row.id("brand_id"), iccid: try row.number("iccid"), imsi: try row.number("imsi"),
            matchingID: matchingID, state: try row.choice("state"), lineID: try row.optionalID("line_id"), source: try row.choice("source"),
            createdAt: try row.time("created_at"))
    }
}

/// The columns of which no two SIM profiles have the same value.
public enum SIMProfileColumn: String, CaseIterable, Sendable {
    case iccid, imsi
    case matchingID = "matching_id"
}
