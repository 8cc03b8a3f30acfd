import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

struct WelcomeTests {
    private func mails(_ platform: Platform) async throws -> [Mail] { try await platform.outbox(of: .dotm) }

    @Test func `joining brings the reward, a notification and a mail, once`() async throws {
        let platform = try await testPlatform()
        let account = try await platform.join(.test())
        _ = try await platform.join(.test())
        let rewards = try await platform.store.read { try $0.rewards(of: account.id, limit: 10) }
        #expect(rewards.map(\.granted) == [TokenAmount("10.33")!])
        let notifications = try await platform.notifications(of: account.id)
        #expect(notifications.map(\.title) == ["Welcome to DOTM"])
        #expect(notifications[0].body == "10.33 DOTM are on your account as a welcome.")
        let mail = try #require(try await mails(platform).first)
        #expect(try await mails(platform).count == 1)
        #expect(mail.recipient == EmailAddress("ana@example.com"))
        #expect(mail.text.contains("http://127.0.0.1:8080/account"))
    }

    @Test func `an unproved address gets no mail until it is proved`() async throws {
        let platform = try await testPlatform()
        _ = try await platform.join(.test(isEmailVerified: false))
        #expect(try await mails(platform).isEmpty)
        _ = try await platform.join(.test(isEmailVerified: true))
        #expect(try await mails(platform).map(\.kind) == ["welcome"])
    }

    @Test func `the mail is sent by a job and stays readable in the outbox`() async throws {
        let platform = try await testPlatform()
        _ = try await platform.join(.test())
        _ = try await platform.runDueJobs()
        let mail = try #require(try await mails(platform).first)
        #expect(mail.sentBy == "outbox")
        #expect(!mail.text.isEmpty)
    }

    @Test func `names cannot break out of the mail's HTML`() async throws {
        let platform = try await testPlatform()
        _ = try await platform.join(.test(displayName: #"<img src=x onerror="alert('1')">&"#))
        let mail = try #require(try await mails(platform).first)
        #expect(!mail.html.contains("<img"))
        #expect(mail.html.contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;"))
    }
}
