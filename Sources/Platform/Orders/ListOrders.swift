import Billing
import Store
import Telecom

extension Platform {
    /// A brand's orders, newest first, older than `before`.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func orders(
        of brand: BrandID?, state: Order.State? = nil, from: Timestamp? = nil, to: Timestamp? = nil, before: OrderID? = nil, limit: Int,
        as principal: Principal
    ) async throws -> [Order] {
        try principal.requireStaff()
        let brand = try principal.brand(brand)
        return try await store.read { try $0.orders(of: brand, state: state, from: from, to: to, before: before, limit: limit) }
    }
}
