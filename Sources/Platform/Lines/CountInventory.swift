import Store
import Subscribers
import Telecom

/// How much of a brand's inventory is in which state.
public struct InventoryCounts: Sendable, Equatable {
    public let simProfiles: [SIMProfileState: Int64]
    /// By `available`, `held`, `assigned`, `quarantined`, `ported_out`.
    public let phoneNumbers: [String: Int64]
}

extension Platform {
    public func countInventory(of brand: BrandID) async throws -> InventoryCounts {
        let now = time.now()
        return try await store.read { transaction in
            InventoryCounts(
                simProfiles: try transaction.simProfileCounts(of: brand),
                phoneNumbers: try transaction.phoneNumberCounts(of: brand, at: now))
        }
    }
}
