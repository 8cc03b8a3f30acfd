import Billing
import Store
import Telecom

extension Platform {
    /// The account's invoices and credit notes, newest first, older than `before` when given.
    public func invoices(of account: AccountID, before: InvoiceID? = nil, limit: Int) async throws -> [Invoice] {
        try await store.read { try $0.invoices(of: account, before: before, limit: limit) }
    }

    /// - Throws: `PlatformError.notFound`, for another account's too.
    public func invoice(_ id: InvoiceID, as principal: Principal) async throws -> Invoice {
        guard let invoice = try await store.read({ try $0.invoice(id) }), invoice.accountID == principal.accountID else {
            throw PlatformError.notFound("invoice")
        }
        return invoice
    }
}
