import Subscribers
import Telecom

extension SQLTransaction {
    /// Accounts of a brand whose address begins with `prefix` (lower case), in the order of addresses.
    public func accounts(of brand: BrandID, emailPrefix prefix: String, limit: Int) throws -> [Account] {
        // The highest code point ends the range; addresses are ASCII.
        try query(
            "SELECT * FROM accounts WHERE brand_id = $1 AND email >= $2 AND email < $3 ORDER BY email, id LIMIT $4", brand, prefix,
            prefix + "\u{10FFFF}", limit
        ).map(Account.init(row:))
    }

    /// Lines of a brand that have or had this number.
    public func lines(of brand: BrandID, msisdn: MSISDN, limit: Int) throws -> [LineID] {
        try query(
            """
            SELECT a.line_id FROM number_assignments a JOIN lines ON lines.id = a.line_id
            WHERE a.msisdn = $1 AND lines.brand_id = $2 ORDER BY a.assigned_at DESC LIMIT $3
            """, msisdn, brand, limit
        ).map { try $0.id("line_id") }
    }

    /// The line of a brand that has the SIM profile with this ICCID or IMSI.
    public func line(of brand: BrandID, simProfile column: SIMProfileColumn, _ value: String) throws -> LineID? {
        try first(
            "SELECT line_id FROM sim_profiles WHERE \(column.rawValue) = $1 AND brand_id = $2 AND line_id IS NOT NULL", value, brand
        )?.id("line_id")
    }
}
