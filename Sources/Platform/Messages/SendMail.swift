import Store
import Telecom

extension Platform {
    /// Hands a mail of the outbox to the mailer, once.
    public func sendMail(_ id: MailID) async throws {
        guard let mail = try await store.read({ try $0.mail(id) }) else { throw JobAbandoned("the mail is gone") }
        guard mail.sentAt == nil else { return }
        try await mailer.send(mail)
        let (now, mailer) = (time.now(), mailer)
        try await store.write { try $0.markSent(id, by: mailer.name, keepsBody: mailer.keepsMailsInOutbox, at: now) }
        if mailer.keepsMailsInOutbox {
            log.info(
                "mail kept in the outbox",
                metadata: ["mail": "\(id)", "kind": "\(mail.kind)", "read_at": "\(publicURL)/v1/admin/mails/\(id)"])
        }
    }

    /// The outbox of a brand, the newest first.
    public func outbox(of brand: BrandID, before: MailID? = nil, limit: Int = 50) async throws -> [Mail] {
        try await store.read { try $0.mails(of: brand, before: before, limit: limit) }
    }

    public func mail(_ id: MailID, of brand: BrandID) async throws -> Mail {
        guard let mail = try await store.read({ try $0.mail(id) }), mail.brandID == brand else { throw PlatformError.notFound("mail") }
        return mail
    }
}

extension JobHandler {
    static let sendMail = JobHandler(kind: "send_mail") { platform, job in
        try await platform.sendMail(try job.decode(MailToSend.self).mail)
    }
}
