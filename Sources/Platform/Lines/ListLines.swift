import Store
import Subscribers
import Telecom

extension Platform {
    /// A brand's lines, newest first, older than `before`.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func lines(
        of brand: BrandID?, state: LineState? = nil, before: LineID? = nil, limit: Int, as principal: Principal
    ) async throws -> [Line] {
        try principal.requireStaff()
        let brand = try principal.brand(brand)
        return try await store.read { try $0.lines(of: brand, state: state, before: before, limit: limit) }
    }
}
