import Store
import Subscribers
import Telecom

extension Platform {
    /// Gives an account another role. Only an admin of the same brand may, and the operator's for every brand; nobody changes their own, so
    /// that one admin always stays.
    public func changeRole(of id: AccountID, to role: Role, as admin: Principal) async throws -> Account {
        guard admin.role == .admin else { throw PlatformError(.forbidden, code: "forbidden", "Only an admin changes roles.") }
        guard id != admin.accountID else {
            throw PlatformError(.conflict, code: "own_role", "You cannot change your own role. Ask another admin.")
        }
        return try await setRole(role, of: id, brand: admin.isOperator ? nil : admin.brandID, actor: admin.accountID.text)
    }

    /// The operator's way to the first admin, from the command line of the machine that holds the database.
    /// - Parameter account: an account's id, or an address that its owner has proved.
    /// - Throws: `PlatformError.notFound` when there is no such account.
    public func grantAdmin(account text: String, brand: BrandID = .dotm) async throws -> Account {
        try await setRole(.admin, of: try await account(named: text, brand: brand).id, brand: brand, actor: "system")
    }

    /// A living account by its id, or by an address that its owner has proved.
    public func account(named text: String, brand: BrandID = .dotm) async throws -> Account {
        let found = try await store.read { transaction in
            if let id = AccountID(text) { return try transaction.account(id) }
            return try EmailAddress(text).flatMap { try transaction.account(withVerifiedEmail: $0, brand: brand) }
        }
        guard let found, found.brandID == brand, found.deletedAt == nil else { throw PlatformError.notFound("account") }
        return found
    }

    /// - Parameter brand: the account's; `nil` for any.
    private func setRole(_ role: Role, of id: AccountID, brand: BrandID?, actor: String) async throws -> Account {
        let now = time.now()
        return try await store.write { transaction in
            guard var account = try transaction.account(id), account.brandID == brand ?? account.brandID, account.deletedAt == nil else {
                throw PlatformError.notFound("account")
            }
            try transaction.audit(
                actor: actor, action: "account.role", subject: id.text, detail: ["from": account.role.rawValue, "to": role.rawValue],
                brand: account.brandID, at: now)
            try transaction.setRole(role, of: id)
            account.role = role
            return account
        }
    }
}
