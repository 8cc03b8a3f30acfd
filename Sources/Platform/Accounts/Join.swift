import Store
import Subscribers
import Telecom

extension Platform {
    /// Makes the person whom `identity` proves a subscriber of `brand`, or finds the account that they already have.
    ///
    /// A new account gets a group of its own, the welcome reward, a welcome mail and a notification, all in one transaction.
    /// An address that the provider vouches for leads to the account that has proved the same address; an unproved one never does.
    public func join(
        _ identity: ProvenIdentity, brand: BrandID = .dotm, language: String = "en", country: Country? = nil
    ) async throws -> Account {
        let now = time.now()
        let groupID: GroupID = newID()
        let accountID: AccountID = newID()
        return try await store.write { transaction in
            if let known = try transaction.account(issuer: identity.issuer, subject: identity.subject, brand: brand) {
                guard let learned = try transaction.learned(known, from: identity) else { return known }
                try transaction.updateAccount(learned)
                try transaction.audit(
                    actor: known.id.text, action: "account.email", subject: known.id.text,
                    detail: ["verified": "\(learned.isEmailVerified)"], brand: brand, at: now)
                try transaction.postWelcomeMail(learned, platform: self, at: now)
                return learned
            }
            if identity.isEmailVerified, let email = identity.email,
                let owner = try transaction.account(withVerifiedEmail: email, brand: brand)
            {
                try transaction.insertIdentity(issuer: identity.issuer, subject: identity.subject, account: owner, at: now)
                try transaction.audit(
                    actor: owner.id.text, action: "account.link_identity", subject: owner.id.text, detail: ["issuer": identity.issuer],
                    brand: brand, at: now)
                return owner
            }
            let departedAt = try transaction.departure(issuer: identity.issuer, subject: identity.subject, brand: brand)
            if let departedAt, identity.authenticatedAt <= departedAt { throw PlatformError.token(.revoked) }
            let account = Account(
                id: accountID, brandID: brand, groupID: groupID, email: identity.email, isEmailVerified: identity.isEmailVerified,
                displayName: identity.displayName.flatMap(Account.displayName), language: language, country: country, createdAt: now)
            try transaction.insertAccount(account)
            try transaction.insertIdentity(issuer: identity.issuer, subject: identity.subject, account: account, at: now)
            try transaction.audit(
                actor: account.id.text, action: "account.join", subject: account.id.text, detail: ["issuer": identity.issuer],
                brand: brand, at: now)
            try transaction.welcome(account, isReturning: departedAt != nil, platform: self, at: now)
            return account
        }
    }
}

extension SQLTransaction {
    /// The account with what the provider newly says about its address, or `nil` when there is no news.
    func learned(_ account: Account, from identity: ProvenIdentity) throws -> Account? {
        guard let email = identity.email, account.email != email || account.isEmailVerified != identity.isEmailVerified else { return nil }
        let owner = try self.account(withVerifiedEmail: email, brand: account.brandID)?.id
        return account.learning(email: email, isVerified: identity.isEmailVerified, ownerOfEmail: owner)
    }
}
