import Store
import Subscribers
import Telecom

/// What a person changes of their own account; `nil` leaves a field as it is.
public struct ProfileChange: Sendable {
    /// `.some(nil)` removes it.
    public var displayName: String??
    public var language: String?
    public var country: Country??

    public init(displayName: String?? = nil, language: String? = nil, country: Country?? = nil) {
        self.displayName = displayName
        self.language = language
        self.country = country
    }
}

extension Platform {
    public func account(of principal: Principal) async throws -> Account {
        guard let account = try await store.read({ try $0.account(principal.accountID) }), account.deletedAt == nil else {
            throw PlatformError.notFound("account")
        }
        return account
    }

    /// - Throws: `PlatformError.invalid` for a bad display name or language.
    public func updateProfile(_ change: ProfileChange, as principal: Principal) async throws -> Account {
        var displayName = change.displayName
        if case .some(.some(let text)) = change.displayName {
            guard let name = Account.displayName(text) else {
                throw PlatformError.invalid("display_name", "A display name has 1 to 100 characters, none of them a control character.")
            }
            displayName = name
        }
        if let language = change.language, !Account.isLanguage(language) {
            throw PlatformError.invalid("language", "A language is a BCP 47 tag such as en or es-MX.")
        }
        let name = displayName
        return try await store.write { transaction in
            guard var account = try transaction.account(principal.accountID), account.deletedAt == nil else {
                throw PlatformError.notFound("account")
            }
            if let name { account.displayName = name }
            if let language = change.language { account.language = language }
            if let country = change.country { account.country = country }
            try transaction.updateAccount(account)
            return account
        }
    }
}
