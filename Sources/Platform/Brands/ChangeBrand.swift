import Store
import Subscribers
import Telecom

/// A brand with all that its staff may set of it.
public struct BrandDetails: Sendable {
    public let brand: BrandRecord
    public let hosts: [String]
}

extension Platform {
    /// Host names that a brand may have.
    public static let mostHosts = 20

    /// The brands that the caller may see: all for the operator, one's own for other staff. In the order of their ids.
    /// - Throws: `forbidden` for anybody but staff.
    public func brands(after: BrandID? = nil, limit: Int, as principal: Principal) async throws -> [BrandRecord] {
        try principal.requireStaff()
        let own = principal.brandID
        let isOperator = principal.isOperator
        return try await store.read { transaction in
            if isOperator { return try transaction.brands(after: after, limit: limit) }
            return after == nil ? try transaction.brand(own).map { [$0] } ?? [] : []
        }
    }

    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func brandDetails(_ id: BrandID, as principal: Principal) async throws -> BrandDetails {
        try principal.requireStaff()
        let id = try principal.brand(id)
        return try await store.read { try $0.brandDetails(id) }
    }

    /// Gives a brand other settings; those it had are kept.
    /// - Parameter after: the version that the caller has seen, so that nobody's work is lost.
    /// - Throws: `forbidden` for anybody but admins, of the brand or the operator's; `brand_not_found`; `.invalid` with the field;
    ///   `brand_changed` when the settings are another version by now.
    public func changeBrand(_ id: BrandID, to settings: BrandSettings, after: Int64, as principal: Principal) async throws -> BrandDetails {
        try principal.requireAdmin()
        let id = try principal.brand(id)
        if let problem = settings.problems.first { throw PlatformError(problem) }
        let now = time.now()
        let details = try await store.write { transaction in
            let known = try transaction.brandDetails(id).brand
            guard known.version == after else {
                throw PlatformError(
                    .conflict, code: "brand_changed", "Somebody else has changed the brand meanwhile. Look at it, and try again.",
                    parameter: "after")
            }
            try transaction.insertBrandSettings(settings, of: id, version: after + 1, by: principal.accountID.text, at: now)
            try transaction.audit(
                actor: principal.accountID.text, action: "brand.change", subject: id.text, detail: ["version": "\(after + 1)"], brand: id,
                at: now)
            return try transaction.brandDetails(id)
        }
        brands.put(details.brand)
        return details
    }

    /// Makes a brand for a partner. It sells the common catalogue until one with its own price list is published.
    /// - Parameter id: chosen by the operator; it stays.
    /// - Throws: `forbidden` for anybody but the operator's admins; `.invalid`; `brand_exists`, `too_many_brands`, `host_taken`.
    public func createBrand(_ id: BrandID, name: String, hosts: [String], as principal: Principal) async throws -> BrandDetails {
        try principal.requireOperator()
        try principal.requireAdmin()
        let settings = BrandSettings(name: name.trimmed())
        if let problem = settings.problems.first { throw PlatformError(problem) }
        let hosts = try checked(hosts)
        let now = time.now()
        let details = try await store.write { transaction in
            guard try transaction.brand(id) == nil else {
                throw PlatformError(.conflict, code: "brand_exists", "There is a brand of this id already.", parameter: "id")
            }
            guard try transaction.brands(after: nil, limit: Self.mostBrands).count < Self.mostBrands else {
                throw PlatformError(.conflict, code: "too_many_brands", "There are \(Self.mostBrands) brands already.")
            }
            try transaction.insertBrand(id, name: settings.name, at: now)
            try transaction.insertBrandSettings(settings, of: id, version: 1, by: principal.accountID.text, at: now)
            try transaction.replaceHosts(hosts, of: id)
            try transaction.audit(
                actor: principal.accountID.text, action: "brand.create", subject: id.text, detail: ["hosts": hosts.joined(separator: " ")],
                brand: id, at: now)
            return try transaction.brandDetails(id)
        }
        brands.put(details.brand)
        return details
    }

    /// Says at which host names a brand answers, within half a minute. Every other host is the first brand's.
    /// - Throws: `forbidden` for anybody but the operator's admins: whoever has a host has its visitors; `.invalid`; `host_taken`.
    public func setHosts(_ hosts: [String], of id: BrandID, as principal: Principal) async throws -> BrandDetails {
        try principal.requireOperator()
        try principal.requireAdmin()
        let hosts = try checked(hosts)
        let now = time.now()
        return try await store.write { transaction in
            _ = try transaction.brandDetails(id)
            try transaction.replaceHosts(hosts, of: id)
            try transaction.audit(
                actor: principal.accountID.text, action: "brand.hosts", subject: id.text, detail: ["hosts": hosts.joined(separator: " ")],
                brand: id, at: now)
            return try transaction.brandDetails(id)
        }
    }

    /// The logo that a brand has now.
    /// - Throws: `logo_not_found`.
    public func logo(of brand: BrandID) async throws -> PNGImage {
        guard let logo = try await store.read({ try $0.brand(brand)?.settings.logo }) else { throw PlatformError.notFound("logo") }
        return logo
    }

    /// Host names in lower case, each once.
    private func checked(_ hosts: [String]) throws -> [String] {
        let hosts = Set(hosts.map { $0.lowercased() }).sorted()
        guard hosts.count <= Self.mostHosts else { throw PlatformError.invalid("hosts", "A brand has at most \(Self.mostHosts) hosts.") }
        let own = ownAuthority.split(separator: ":").first.map(String.init)
        for host in hosts {
            guard Self.isHostName(host) else { throw PlatformError.invalid("hosts", "\(host) is not a host name.") }
            guard host != own else { throw PlatformError.invalid("hosts", "\(host) is this installation's own host.") }
        }
        return hosts
    }

    /// Letters, digits and hyphens between dots, at most 253 characters. Source: RFC 1123 §2.1.
    static func isHostName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            }
    }
}

extension SQLTransaction {
    /// - Throws: `brand_not_found`.
    fileprivate func brandDetails(_ id: BrandID) throws -> BrandDetails {
        guard let brand = try brand(id) else { throw PlatformError.notFound("brand") }
        return BrandDetails(brand: brand, hosts: try hosts(of: id))
    }

    /// - Throws: `host_taken`.
    fileprivate func replaceHosts(_ hosts: [String], of id: BrandID) throws {
        for host in hosts {
            guard let owner = try brand(host: host), owner != id else { continue }
            throw PlatformError(.conflict, code: "host_taken", "\(host) is another brand's.", parameter: "hosts")
        }
        try setHosts(hosts, of: id)
    }
}

extension PlatformError {
    init(_ problem: BrandProblem) {
        func contrast(_ value: Double) -> String { "\((value * 100).rounded(.down) / 100)" }
        switch problem {
        case .name: self = .invalid("name", "A name is 1 to 40 characters on one line.")
        case .accentLight(let worst):
            self = .invalid(
                "accent_light", "Text in this colour is hard to read on light ground: its contrast is \(contrast(worst)), 4.5 is needed.",
                code: "low_contrast")
        case .accentDark(let worst):
            self = .invalid(
                "accent_dark", "Text in this colour is hard to read on dark ground: its contrast is \(contrast(worst)), 4.5 is needed.",
                code: "low_contrast")
        case .legal: self = .invalid("legal", "Legal lines have at most 1,000 characters.")
        case .heading(let language):
            self = .invalid(
                "texts.\(language.rawValue).heading", "A heading is 1 to \(BrandTexts.longestHeading) characters on one line.",
                code: "invalid_heading")
        case .lead(let language):
            self = .invalid(
                "texts.\(language.rawValue).lead", "A lead is 1 to \(BrandTexts.longestLead) characters on one line.", code: "invalid_lead")
        }
    }
}
