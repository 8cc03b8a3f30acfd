import Platform
import Store
import Telecom
import TestKit
import Testing

/// Takes mails to the outside, or fails.
private final class TestMailer: Mailer {
    let name = "test"
    let keepsMailsInOutbox = false
    let taken = Lock<[MailID]>([])
    let failures: Lock<Int>

    init(failures: Int = 0) { self.failures = Lock(failures) }

    struct Unreachable: Error {}

    func send(_ mail: Mail) async throws {
        let fails = failures.withLock { left in
            defer { left -= 1 }
            return left > 0
        }
        if fails { throw Unreachable() }
        taken.withLock { $0.append(mail.id) }
    }
}

struct SendMailTests {
    private func post(_ platform: Platform) async throws -> Mail {
        let mail = MailText(kind: "test", language: .english, subject: "Hello\nBcc: x", paragraphs: ["Secret link"]).mail(
            id: platform.newID(), to: EmailAddress("ana@example.com")!, account: nil, brand: .dotm, at: platform.time.now())
        try await platform.store.write { try $0.postMail(mail) }
        return mail
    }

    @Test func `a subject never has a second line`() async throws {
        let platform = try await testPlatform()
        #expect(try await post(platform).subject == "Hello Bcc: x")
    }

    @Test func `a mail that went outside keeps no body`() async throws {
        let mailer = TestMailer()
        let platform = try await testPlatform(mailer: mailer)
        let mail = try await post(platform)
        try await platform.runDueJobs()
        #expect(mailer.taken.withLock { $0 } == [mail.id])
        let kept = try await platform.mail(mail.id, of: .dotm)
        #expect(kept.text.isEmpty && kept.html.isEmpty && kept.sentBy == "test")
        try await platform.sendMail(mail.id)
        #expect(mailer.taken.withLock { $0.count } == 1)
    }

    @Test func `a mailer that fails is tried again later`() async throws {
        let time = ManualTime()
        let mailer = TestMailer(failures: 1)
        let platform = try await testPlatform(time: time, mailer: mailer)
        let mail = try await post(platform)
        try await platform.runDueJobs()
        #expect(try await platform.mail(mail.id, of: .dotm).sentAt == nil)
        time.advance(seconds: 3600)
        try await platform.runDueJobs()
        #expect(try await platform.mail(mail.id, of: .dotm).sentAt != nil)
    }
}
