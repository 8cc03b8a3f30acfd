import Store
import Subscribers
import Telecom

extension Platform {
    /// Rules that a brand or one of its lines may have, at most: every update of a location reads them.
    public static let mostRoamingRules = 1000

    /// Where the lines of the caller's brand may be served, or one of them; wider rules of the brand are not repeated for the line.
    /// - Throws: `line_not_found`.
    public func roamingRules(of line: LineID?, for principal: Principal) async throws -> [RoamingArea: Bool] {
        try await store.read { transaction in
            if let line { _ = try transaction.line(line, for: principal) }
            return try transaction.roamingRules(of: line, brand: principal.brandID)
        }
    }

    /// Allows or forbids an area for the caller's brand, or for one of its lines. It holds from the next update of a location on: who is
    /// there already may stay until then.
    /// - Throws: `line_not_found`; `invalid_area` for a zone that the catalogue does not have; `too_many_roaming_rules`.
    public func setRoamingRule(_ area: RoamingArea, isAllowed: Bool, of line: LineID?, by principal: Principal) async throws {
        if case .zone(let id) = area, !catalogs.catalog(for: principal.brandID).zones.contains(where: { $0.id == id }) {
            throw PlatformError.invalid("area", "The catalogue has no such zone.")
        }
        let now = time.now()
        try await store.write { transaction in
            if let line { _ = try transaction.line(line, for: principal) }
            let rules = try transaction.roamingRules(of: line, brand: principal.brandID)
            guard rules[area] != nil || rules.count < Self.mostRoamingRules else {
                throw PlatformError(
                    .conflict, code: "too_many_roaming_rules", "There are \(Self.mostRoamingRules) rules already.", parameter: "area")
            }
            try transaction.setRoamingRule(area, isAllowed: isAllowed, line: line, brand: principal.brandID, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: isAllowed ? "roaming.allow" : "roaming.forbid",
                subject: line?.text ?? principal.brandID.text, detail: ["area": area.description], brand: principal.brandID, at: now)
        }
    }

    /// Takes a rule back.
    /// - Throws: `line_not_found`, `roaming_rule_not_found`.
    public func removeRoamingRule(_ area: RoamingArea, of line: LineID?, by principal: Principal) async throws {
        let now = time.now()
        try await store.write { transaction in
            if let line { _ = try transaction.line(line, for: principal) }
            guard try transaction.removeRoamingRule(area, line: line, brand: principal.brandID) else {
                throw PlatformError.notFound("roaming_rule")
            }
            try transaction.audit(
                actor: principal.accountID.text, action: "roaming.unset", subject: line?.text ?? principal.brandID.text,
                detail: ["area": area.description], brand: principal.brandID, at: now)
        }
    }
}
