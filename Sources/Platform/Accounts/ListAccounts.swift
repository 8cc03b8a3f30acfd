import Store
import Subscribers
import Telecom

extension Platform {
    /// A brand's accounts for its staff, the newest first, older than `before`.
    /// - Parameter email: only accounts whose address begins so.
    public func accounts(
        of brand: BrandID, email: String? = nil, before: AccountID? = nil, limit: Int = 50
    ) async throws -> [Account] {
        try await store.read { try $0.accounts(of: brand, email: email, before: before, limit: limit) }
    }

    /// One account of a brand, also a deleted one.
    public func account(_ id: AccountID, of brand: BrandID) async throws -> Account {
        guard let account = try await store.read({ try $0.account(id) }), account.brandID == brand else {
            throw PlatformError.notFound("account")
        }
        return account
    }
}
