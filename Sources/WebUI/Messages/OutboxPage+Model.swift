import Store
import Telecom

/// The mails of a brand, for its admins.
struct OutboxPage {
    struct Item {
        let subject: String
        let to: String
        let time: String
        let text: String
        let state: String
        let isSent: Bool
    }

    static let size = 20
    let menu: ConsoleMenu
    let mails: [Item]
    /// Leads to older mails; `nil` when there are none.
    let next: String?

    init(_ mails: [Mail], menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        self.mails = mails.map { mail in
            Item(
                subject: mail.subject, to: mail.recipient.text, time: language.dayAndMinute(mail.createdAt),
                text: mail.text.isEmpty ? language.text("outbox.taken_away") : mail.text,
                state: mail.sentBy.map { language.text("outbox.taken", ["mailer": $0]) } ?? language.text("outbox.waiting"),
                isSent: mail.sentAt != nil)
        }
        next = mails.count < Self.size ? nil : mails.last.map { "/outbox?before=\($0.id)" }
    }
}
