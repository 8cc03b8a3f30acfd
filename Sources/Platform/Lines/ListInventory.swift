import Store
import Subscribers
import Telecom

/// The states of a number in lists, as they are kept.
public enum PhoneNumberListing: String, CaseIterable, Sendable {
    case available, held, assigned, quarantined
    case portedOut = "ported_out"
}

extension Platform {
    /// A brand's SIM profiles in one state, in the order of ICCIDs, behind `after`. Their keys are never shown.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func simProfiles(
        of brand: BrandID?, state: SIMProfileState, after: String? = nil, limit: Int, as principal: Principal
    ) async throws -> [SIMProfile] {
        try principal.requireStaff()
        let brand = try principal.brand(brand)
        return try await store.read { try $0.simProfiles(of: brand, state: state, after: after, limit: limit) }
    }

    /// A brand's numbers in one state, in order, behind `after`.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func phoneNumbers(
        of brand: BrandID?, state: PhoneNumberListing, after: MSISDN? = nil, limit: Int, as principal: Principal
    ) async throws -> [PhoneNumber] {
        try principal.requireStaff()
        let brand = try principal.brand(brand)
        return try await store.read { try $0.phoneNumbers(of: brand, state: state.rawValue, after: after, limit: limit) }
    }
}
