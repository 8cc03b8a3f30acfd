import Telecom

/// Who may see and do what beyond their own affairs.
///
/// The operator runs the installation: support and admins of the brand that it begins with. They also see the other brands, and what
/// belongs to no brand: jobs, the catalogue, nodes. Staff of another brand, and partners, see their own brand and nothing of others.
extension Principal {
    public var isOperator: Bool { brandID == .dotm && isStaff }

    /// The brand that a request is about: the caller's own unless the operator asks for another.
    /// - Throws: `brand_not_found` for a brand that the caller may not know of.
    public func brand(_ asked: BrandID?) throws -> BrandID {
        guard let asked, asked != brandID else { return brandID }
        guard isOperator else { throw PlatformError.notFound("brand") }
        return asked
    }

    /// - Throws: `forbidden` for anybody but support and admins.
    func requireStaff() throws {
        guard isStaff else { throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.") }
    }

    /// - Throws: `forbidden` for anybody but admins.
    func requireAdmin() throws {
        guard role == .admin else { throw PlatformError(.forbidden, code: "forbidden", "Only an admin may do this.") }
    }

    /// - Throws: `forbidden` for anybody but the operator's support and admins.
    func requireOperator() throws {
        guard isOperator else { throw PlatformError(.forbidden, code: "forbidden", "Only the operator may do this.") }
    }
}
