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
    let mails: [Item]
    /// Leads to older mails; `nil` when there are none.
    let next: String?

    init(_ mails: [Mail]) {
        self.mails = mails.map { mail in
            Item(
                subject: mail.subject, to: mail.recipient.text, time: mail.createdAt.dayAndMinute,
                text: mail.text.isEmpty ? "The mailer has taken it; its text is not kept." : mail.text,
                state: mail.sentBy.map { "Taken by \($0)" } ?? "Waiting", isSent: mail.sentAt != nil)
        }
        next = mails.count < Self.size ? nil : mails.last.map { "/outbox?before=\($0.id)" }
    }
}
