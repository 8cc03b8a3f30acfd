import Rewards
import Store
import Subscribers
import Telecom

extension Platform {
    /// Makes an account's person a founding member, now and for good: the founder's reward in place of the welcome, a notification and a mail.
    /// Only an admin of the same brand may. A founder who is named again stays what they are, and nothing is granted twice.
    ///
    /// The reward is the founder's tokens less what the account was granted as its welcome, cut to what is left of the supply.
    /// - Throws: `PlatformError`: `.forbidden` for other roles, `.notFound` for accounts that are deleted or of another brand.
    public func nameFounder(_ id: AccountID, as admin: Principal) async throws -> Account {
        guard admin.role == .admin else { throw PlatformError(.forbidden, code: "forbidden", "Only an admin names founders.") }
        let now = time.now()
        return try await store.write { transaction in
            guard var account = try transaction.account(id), account.brandID == admin.brandID, account.deletedAt == nil else {
                throw PlatformError.notFound("account")
            }
            guard account.founderSince == nil else { return account }
            try transaction.setFounder(id, since: now)
            account.founderSince = now
            let rates = RewardRates(catalogs.catalog(for: account.brandID).rewards)
            let reward = try transaction.recordFounderReward(account: id, at: now, rates: rates, randomness: randomness)
            let granted = reward?.granted ?? .zero
            try transaction.audit(
                actor: admin.accountID.text, action: "account.founder", subject: id.text, detail: ["granted": "\(granted)"],
                brand: account.brandID, at: now)
            try transaction.tell(id, kind: "founder", platform: self, at: now) { language, _ in
                News(
                    title: language.message("accounts.founder.title"),
                    paragraphs: [language.message("accounts.founder.text")]
                        + (granted > .zero ? [language.message("accounts.reward", ["tokens": language.tokens(granted)])] : []))
            }
            return account
        }
    }
}
