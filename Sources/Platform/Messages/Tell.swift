import Catalog
import Store
import Subscribers
import Telecom

/// What a person is told, in one language.
struct News {
    let title: String
    let paragraphs: [String]
    /// Where the mail leads; to the account unless given.
    var link: MailText.Link? = nil
}

extension SQLTransaction {
    /// A notification and, where there is a proved address, a mail, in the account's language. Nobody is told of a deleted account.
    /// - Parameter words: says it in that language, with the catalogue as its people read it.
    func tell(
        _ account: AccountID, kind: String, platform: Platform, at time: Timestamp, _ words: (Language, Catalog) throws -> News
    ) throws {
        guard let account = try self.account(account), account.deletedAt == nil else { return }
        let language = Language(of: account.language)
        let news = try words(language, platform.catalogs.catalog(for: account.brandID, in: language))
        try insertNotification(
            Notification(
                id: platform.newID(), accountID: account.id, kind: kind, title: news.title, body: news.paragraphs.joined(separator: "\n"),
                createdAt: time))
        if account.isEmailVerified, let email = account.email {
            let text = MailText(
                kind: kind, language: language, subject: news.title, paragraphs: news.paragraphs,
                link: news.link ?? .account(platform.publicURL, in: language))
            try postMail(text.mail(id: platform.newID(), to: email, account: account.id, brand: account.brandID, at: time))
        }
    }
}
