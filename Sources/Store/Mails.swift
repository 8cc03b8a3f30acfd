import Telecom

/// A mail of the outbox.
public struct Mail: Sendable, Equatable {
    public let id: MailID
    public let brandID: BrandID
    /// Whose mail it is; `nil` for an address that has no account (yet).
    public let accountID: AccountID?
    /// What it is about, such as `welcome`.
    public let kind: String
    public let recipient: EmailAddress
    public let subject: String
    /// Empty once an outside mailer has taken the mail: it may hold links that sign in.
    public let text: String
    public let html: String
    public let createdAt: Timestamp
    public let sentAt: Timestamp?
    /// The mailer that took it.
    public let sentBy: String?

    public init(
        id: MailID, brandID: BrandID, accountID: AccountID?, kind: String, recipient: EmailAddress, subject: String, text: String,
        html: String, createdAt: Timestamp, sentAt: Timestamp? = nil, sentBy: String? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.accountID = accountID
        self.kind = kind
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.createdAt = createdAt
        self.sentAt = sentAt
        self.sentBy = sentBy
    }
}

/// The payload of a `send_mail` job.
public struct MailToSend: Codable, Sendable {
    public let mail: MailID
}

extension SQLTransaction {
    /// Puts a mail into the outbox; the `send_mail` job hands it to the mailer.
    public func postMail(_ mail: Mail) throws {
        try execute(
            """
            INSERT INTO mails (id, brand_id, account_id, kind, recipient, subject, text, html, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            mail.id, mail.brandID, mail.accountID, mail.kind, mail.recipient, mail.subject, mail.text, mail.html, mail.createdAt)
        try enqueue(NewJob(kind: "send_mail", key: mail.id.text, payload: MailToSend(mail: mail.id)), at: mail.createdAt)
    }

    public func mail(_ id: MailID) throws -> Mail? {
        try first("SELECT * FROM mails WHERE id = $1", id).map(Mail.init(row:))
    }

    /// The newest first, older than `before` when given.
    public func mails(of brand: BrandID, before: MailID? = nil, limit: Int) throws -> [Mail] {
        try query(
            "SELECT * FROM mails WHERE brand_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", brand, before?.text ?? "", limit
        ).map(Mail.init(row:))
    }

    /// The newest first, at most 1,000.
    public func mails(of account: AccountID) throws -> [Mail] {
        try query("SELECT * FROM mails WHERE account_id = $1 ORDER BY id DESC LIMIT 1000", account).map(Mail.init(row:))
    }

    /// - Parameter keepsBody: whether the outbox is where people read it.
    public func markSent(_ id: MailID, by mailer: String, keepsBody: Bool, at time: Timestamp) throws {
        try execute("UPDATE mails SET sent_at = $2, sent_by = $3 WHERE id = $1", id, time, mailer)
        if !keepsBody { try execute("UPDATE mails SET text = '', html = '' WHERE id = $1", id) }
    }

    public func deleteMails(of account: AccountID, to recipient: EmailAddress?) throws {
        try execute("DELETE FROM mails WHERE account_id = $1 OR recipient = $2", account, recipient)
    }
}

extension Mail {
    init(row: SQLRow) throws {
        guard let recipient = try row.optionalEmail("recipient") else { throw StoreError.corrupt("recipient is null") }
        self.init(
            id: try row.id("id"), brandID: try row.id("brand_id"), accountID: try row.optionalID("account_id"), kind: try row.text("kind"),
            recipient: recipient, subject: try row.text("subject"), text: try row.text("text"), html: try row.text("html"),
            createdAt: try row.time("created_at"), sentAt: try row.optionalTime("sent_at"), sentBy: try row.optionalText("sent_by"))
    }
}
