import Subscribers
import Telecom

extension SQLTransaction {
    /// What the line and its brand say, together.
    public func roamingRules(for line: LineID, of brand: BrandID) throws -> RoamingRules {
        let rows = try query(
            "SELECT line_id, area, is_allowed FROM roaming_rules WHERE line_id = $1 OR (brand_id = $2 AND line_id IS NULL)", line, brand)
        var ofLine: [RoamingArea: Bool] = [:]
        var ofBrand: [RoamingArea: Bool] = [:]
        for row in rows {
            let area = try area(row)
            if try row.optionalText("line_id") == nil {
                ofBrand[area] = try row.flag("is_allowed")
            } else {
                ofLine[area] = try row.flag("is_allowed")
            }
        }
        return RoamingRules(line: ofLine, brand: ofBrand)
    }

    /// The rules of one line, or of the brand itself.
    public func roamingRules(of line: LineID?, brand: BrandID) throws -> [RoamingArea: Bool] {
        let rows =
            if let line {
                try query("SELECT area, is_allowed FROM roaming_rules WHERE brand_id = $1 AND line_id = $2", brand, line)
            } else {
                try query("SELECT area, is_allowed FROM roaming_rules WHERE brand_id = $1 AND line_id IS NULL", brand)
            }
        return try rows.reduce(into: [:]) { rules, row in rules[try area(row)] = try row.flag("is_allowed") }
    }

    /// Sets a rule of a brand, or of one of its lines.
    public func setRoamingRule(_ area: RoamingArea, isAllowed: Bool, line: LineID?, brand: BrandID, at time: Timestamp) throws {
        try removeRoamingRule(area, line: line, brand: brand)
        try execute(
            "INSERT INTO roaming_rules (brand_id, line_id, area, is_allowed, changed_at) VALUES ($1, $2, $3, $4, $5)", brand, line,
            area.description, isAllowed, time)
    }

    /// - Returns: false when there was none.
    @discardableResult
    public func removeRoamingRule(_ area: RoamingArea, line: LineID?, brand: BrandID) throws -> Bool {
        guard let line else {
            return try execute(
                "DELETE FROM roaming_rules WHERE brand_id = $1 AND line_id IS NULL AND area = $2", brand, area.description) == 1
        }
        return try execute(
            "DELETE FROM roaming_rules WHERE brand_id = $1 AND line_id = $2 AND area = $3", brand, line, area.description) == 1
    }

    private func area(_ row: SQLRow) throws -> RoamingArea {
        guard let area = RoamingArea(try row.text("area")) else { throw StoreError.corrupt("area of a roaming rule") }
        return area
    }
}
