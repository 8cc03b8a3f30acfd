import Subscribers
import Telecom

extension SQLTransaction {
    /// - Throws: `StoreError.constraint` when a number is in the inventory already.
    public func insertPhoneNumbers(_ numbers: [PhoneNumber], at time: Timestamp) throws {
        try executeBatch(
            "INSERT INTO phone_numbers (msisdn, brand_id, area_code, state, source, created_at) VALUES ($1, $2, $3, 'available', $4, $5)",
            numbers.map { [$0.msisdn.sqlValue, $0.brandID.sqlValue, .text($0.areaCode), .text($0.source.rawValue), time.sqlValue] })
    }

    /// Which of `numbers` are in the inventory already; at most 1,000 at a time.
    public func phoneNumbers(among numbers: [MSISDN]) throws -> Set<MSISDN> {
        Set(try stored("phone_numbers", "msisdn", among: numbers.map(\.digits)).compactMap { MSISDN($0) })
    }

    public func phoneNumber(_ msisdn: MSISDN) throws -> PhoneNumber? {
        try first("SELECT * FROM phone_numbers WHERE msisdn = $1", msisdn).map(phoneNumber)
    }

    /// Gives a line that this transaction has locked (`lockLine`) a number, or finds the one that it has: one held for the account, one of the preferred area code, any other
    /// that is available, at last one whose hold or quarantine is over. No two lines get the same one.
    /// - Returns: `nil` when the brand's inventory has none left.
    public func claimPhoneNumber(
        for line: LineID, account: AccountID, brand: BrandID, areaCode: String?, at time: Timestamp
    ) throws -> PhoneNumber? {
        if let row = try first("SELECT * FROM phone_numbers WHERE line_id = $1", line) { return try phoneNumber(row) }
        var claims: [(condition: String, order: String, parameters: [SQLValue])] = [
            ("state = 'held' AND held_by = $3", "msisdn", [account.sqlValue])
        ]
        if let areaCode { claims.append(("state = 'available' AND area_code = $3", "msisdn", [.text(areaCode)])) }
        claims += [
            ("state = 'available'", "area_code, msisdn", []),
            ("state = 'quarantined' AND until <= $3", "until", [time.sqlValue]),
            ("state = 'held' AND until <= $3", "until", [time.sqlValue]),
        ]
        for claim in claims {
            let claimed = try query(
                """
                UPDATE phone_numbers SET state = 'assigned', line_id = $1, held_by = NULL, until = NULL
                WHERE msisdn = (
                    SELECT msisdn FROM phone_numbers WHERE brand_id = $2 AND \(claim.condition) ORDER BY \(claim.order) LIMIT 1\(skipLocked))
                RETURNING *
                """, [line.sqlValue, brand.sqlValue] + claim.parameters)
            guard let row = claimed.first else { continue }
            let number = try phoneNumber(row)
            try execute("INSERT INTO number_assignments (msisdn, line_id, assigned_at) VALUES ($1, $2, $3)", number.msisdn, line, time)
            return number
        }
        return nil
    }

    public func hasAvailablePhoneNumber(of brand: BrandID) throws -> Bool {
        try first("SELECT 1 AS one FROM phone_numbers WHERE brand_id = $1 AND state = 'available' LIMIT 1", brand) != nil
    }

    /// Keeps a free number for an account until `until`.
    /// - Returns: false when it is not free, or not in the brand's inventory.
    public func holdPhoneNumber(_ msisdn: MSISDN, for account: AccountID, brand: BrandID, until: Timestamp, at time: Timestamp) throws
        -> Bool
    {
        try execute(
            """
            UPDATE phone_numbers SET state = 'held', held_by = $2, until = $3
            WHERE msisdn = $1 AND brand_id = $4 AND (
                state = 'available' OR (state = 'held' AND (held_by = $2 OR until <= $5)) OR (state = 'quarantined' AND until <= $5))
            """, msisdn, account, until, brand, time) == 1
    }

    /// Takes the number from a line that has ended: into quarantine for 90 days, or out of the inventory with its owner.
    func releaseNumber(of line: LineID, portedOut: Bool, at time: Timestamp) throws {
        try execute("UPDATE number_assignments SET released_at = $2 WHERE line_id = $1 AND released_at IS NULL", line, time)
        if portedOut {
            try execute("UPDATE phone_numbers SET state = 'ported_out', line_id = NULL WHERE line_id = $1", line)
        } else {
            try execute(
                "UPDATE phone_numbers SET state = 'quarantined', line_id = NULL, until = $2 WHERE line_id = $1", line,
                time.adding(days: PhoneNumber.quarantineDays))
        }
    }

    /// How many numbers a brand has in each state; a hold or quarantine that is over counts as available.
    public func phoneNumberCounts(of brand: BrandID, at time: Timestamp) throws -> [String: Int64] {
        let rows = try query(
            """
            SELECT CASE WHEN until <= $2 THEN 'available' ELSE state END AS present, COUNT(*) AS count
            FROM phone_numbers WHERE brand_id = $1 GROUP BY present
            """, brand, time)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("present"), try $0.integer("count")) })
    }

    func phoneNumber(_ row: SQLRow) throws -> PhoneNumber {
        let state: PhoneNumberState
        switch try row.text("state") {
        case "available": state = .available
        case "held": state = .held(by: try row.id("held_by"), until: try row.time("until"))
        case "assigned": state = .assigned(try row.id("line_id"))
        case "quarantined": state = .quarantined(until: try row.time("until"))
        case "ported_out": state = .portedOut
        default: throw StoreError.corrupt("state of a number")
        }
        return PhoneNumber(
            msisdn: try row.number("msisdn"), brandID: try row.id("brand_id"), areaCode: try row.text("area_code"), state: state,
            source: try row.choice("source"))
    }
}
