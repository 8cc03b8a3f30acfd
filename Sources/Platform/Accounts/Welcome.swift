import Rewards
import Store
import Subscribers
import Telecom

extension SQLTransaction {
    /// What a new account gets: its reward, a notification and, once its address is proved, a mail.
    /// - Parameter isReturning: the person had an account before, which brings no second reward.
    func welcome(_ account: Account, isReturning: Bool, platform: Platform, at time: Timestamp) throws {
        let rates = RewardRates(platform.catalogs.catalog(for: account.brandID).rewards)
        let reward =
            isReturning
            ? nil : try recordWelcomeReward(account: account.id, at: time, rates: rates, randomness: platform.randomness)
        let language = Language(of: account.language)
        try insertNotification(
            Notification(
                id: platform.newID(), accountID: account.id, kind: "welcome",
                title: language.message("accounts.welcome.title", ["brand": try brandName(account.brandID)]),
                body: reward.map { language.message("accounts.welcome.reward", ["tokens": language.tokens($0.granted)]) }
                    ?? language.message("accounts.welcome.ready"), createdAt: time))
        try postWelcomeMail(account, platform: platform, at: time)
    }

    /// Posts the welcome mail to a proved address, once: an unproved one may be a stranger's.
    func postWelcomeMail(_ account: Account, platform: Platform, at time: Timestamp) throws {
        guard account.isEmailVerified, let email = account.email,
            try first("SELECT 1 AS one FROM mails WHERE account_id = $1 AND kind = 'welcome'", account.id) == nil
        else { return }
        let text = MailText.welcome(
            brand: try brandName(account.brandID), name: account.displayName,
            reward: try reward(reference: "welcome:\(account.id)")?.granted, publicURL: platform.publicURL,
            in: Language(of: account.language))
        try postMail(text.mail(id: platform.newID(), to: email, account: account.id, brand: account.brandID, at: time))
    }

    func brandName(_ brand: BrandID) throws -> String {
        guard let row = try first("SELECT name FROM brands WHERE id = $1", brand) else { throw PlatformError.notFound("brand") }
        return try row.text("name")
    }
}
