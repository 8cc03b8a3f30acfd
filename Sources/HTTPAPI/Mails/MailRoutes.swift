import Platform
import Store
import Telecom

/// The outbox, for admins: where mails can be read when no mailer takes them outside. It holds links that sign in, so no API key reads it.
enum MailRoutes {
    static let endpoints = [list, show]

    static let list = Endpoint(
        .get, "/v1/admin/mails", "listMails", tag: "Mails", "List the outbox, the newest first", access: .role(.admin), parameters: .page,
        output: Page<MailBody>.self
    ) { call in
        let page = try call.pageRequest
        let rows = try await call.platform.outbox(
            of: call.brandID, before: page.after.flatMap { MailID($0) }, limit: page.fetchLimit)
        return page.page(rows, key: \.id.text) { MailBody($0) }
    }

    static let show = Endpoint(
        .get, "/v1/admin/mails/{mail_id}", "getMail", tag: "Mails", "Get a mail of the outbox", access: .role(.admin),
        parameters: [.id("mail_id", Noun.Mail.self, "The mail.")], output: MailBody.self
    ) { call in
        MailBody(try await call.platform.mail(try call.id("mail_id"), of: call.brandID))
    }
}

struct MailBody: APIBody {
    let id: MailID
    let kind: String
    let recipient: String
    let subject: String
    let text: String
    let createdAt: Timestamp
    let sentAt: Timestamp?
    let sentBy: String?

    init(_ mail: Mail) {
        id = mail.id
        kind = mail.kind
        recipient = mail.recipient.text
        subject = mail.subject
        text = mail.text
        createdAt = mail.createdAt
        sentAt = mail.sentAt
        sentBy = mail.sentBy
    }

    static let schemaName = "Mail"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Mail.self)), .required("kind", .text(1...64)), .required("recipient", .email),
        .required("subject", .text(0...200)), .required("text", .prose(0...100_000), "Empty once a mailer took it outside."),
        .required("created_at", .time), .optional("sent_at", .time), .optional("sent_by", .text(1...64), "The mailer that took it."),
    ])
}
