import Platform
import Providers
import Store
import Telecom
import TestKit
import Testing

struct EmailLinkTests {
    @Test(arguments: [(Language.spanish, "Entra en DOTM", "Entrar:"), (.french, "Connectez-vous à DOTM", "Se connecter:")])
    func `a link is mailed in the language of who asked for it`(_ language: Language, _ subject: String, _ label: String) async throws {
        let directory = try await Directory()
        try await directory.mailLink(.signIn, language: language)
        let mail = try #require(try await directory.platform.outbox(of: .dotm).first)
        #expect(mail.subject == subject)
        #expect(mail.text.contains(label) && mail.html.contains("<html lang=\"\(language.tag)\">"))
    }

    @Test func `a mailed link signs a new person up with a proved address`() async throws {
        let directory = try await Directory()
        try await directory.mailLink(.signIn)
        let signIn = try await directory.local.signIn(email: "ana@example.com", code: try await directory.mailedCode())
        #expect(signIn.isNewUser && signIn.user.isEmailVerified)
        let principal = try await directory.platform.authenticate(bearer: signIn.idToken)
        #expect(try await directory.platform.account(of: principal).isEmailVerified)
    }

    @Test func `a link works once`() async throws {
        let directory = try await Directory()
        try await directory.mailLink(.signIn)
        let code = try await directory.mailedCode()
        _ = try await directory.local.inspect(code: code)
        _ = try await directory.local.signIn(email: "ana@example.com", code: code)
        await expectRefusal(.invalidCode) { try await directory.local.signIn(email: "ana@example.com", code: code) }
    }

    @Test func `a link expires`() async throws {
        let directory = try await Directory()
        try await directory.mailLink(.signIn)
        let code = try await directory.mailedCode()
        directory.time.advance(seconds: 1800)
        await expectRefusal(.expiredCode) { try await directory.local.signIn(email: "ana@example.com", code: code) }
    }

    @Test func `a link is for one address and one purpose`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        try await directory.mailLink(.signIn)
        let code = try await directory.mailedCode()
        await expectRefusal(.invalidCode) { try await directory.local.signIn(email: "bo@example.com", code: code) }
        await expectRefusal(.invalidCode) { try await directory.local.verifyEmail(code: code) }
        await expectRefusal(.invalidCode) { try await directory.local.resetPassword(code: code, newPassword: "another one") }
        await expectRefusal(.invalidCode) { try await directory.local.signIn(email: "ana@example.com", code: "made up") }
    }

    @Test func `who proves the mailbox takes it over from whoever claimed it with a password`() async throws {
        let directory = try await Directory()
        let claimant = try await directory.signUp(password: "of the claimant")
        try await directory.mailLink(.signIn)
        let owner = try await directory.local.signIn(email: "ana@example.com", code: try await directory.mailedCode())
        #expect(owner.user.id == claimant.user.id)
        await #expect(throws: IDTokenError.revoked) { try await directory.local.verify(claimant.idToken) }
        await expectRefusal(.invalidRefreshToken) { try await directory.local.renew(refreshToken: claimant.refreshToken) }
        await expectRefusal(.invalidCredentials) {
            try await directory.local.signIn(email: "ana@example.com", password: "of the claimant", client: "c")
        }
        _ = try await directory.local.verify(owner.idToken)
    }

    @Test func `confirming the address keeps the sign-in and tells the platform`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        let principal = try await directory.platform.authenticate(bearer: signIn.idToken)
        try await directory.mailLink(.verifyEmail)
        _ = try await directory.local.verifyEmail(code: try await directory.mailedCode())
        #expect(try await directory.platform.authenticate(bearer: signIn.idToken).accountID == principal.accountID)
        #expect(try await directory.platform.account(of: principal).isEmailVerified)
    }

    @Test func `a new password ends every earlier sign-in`() async throws {
        let directory = try await Directory()
        let old = try await directory.signUp()
        try await directory.mailLink(.resetPassword)
        _ = try await directory.local.resetPassword(code: try await directory.mailedCode(), newPassword: "battery staple")
        await #expect(throws: IDTokenError.revoked) { try await directory.local.verify(old.idToken) }
        await expectRefusal(.invalidCredentials) {
            try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "c")
        }
        _ = try await directory.local.signIn(email: "ana@example.com", password: "battery staple", client: "c")
    }

    @Test func `asking for a stranger's password is answered like asking for one's own, and mails nobody`() async throws {
        let directory = try await Directory()
        try await directory.mailLink(.resetPassword)
        try await directory.mailLink(.verifyEmail)
        #expect(try await directory.mailCount() == 0)
    }

    @Test func `one mailbox gets at most five links an hour`() async throws {
        let directory = try await Directory()
        for number in 0..<8 { try await directory.mailLink(.signIn, client: "192.0.2.\(number)") }
        #expect(try await directory.mailCount() == 5)
        directory.time.advance(seconds: 3601)
        try await directory.mailLink(.signIn)
        #expect(try await directory.mailCount() == 6)
    }

    @Test(arguments: [
        "https://evil.example/", "http://127.0.0.1:8080.evil.example/", "http://127.0.0.1:8080@evil.example", "//evil.example",
        "javascript:alert(1)", "http://127.0.0.1:8080/\r\nx",
    ])
    func `a link leads on to this installation alone`(url: String) async throws {
        let directory = try await Directory()
        await expectRefusal(.unauthorizedDomain) {
            try await directory.local.mailLink(
                .signIn, email: "ana@example.com", continueURL: url, brand: .dotm, language: .english, client: "c")
        }
    }

    @Test func `the code is kept as a digest`() async throws {
        let directory = try await Directory()
        try await directory.mailLink(.signIn)
        let code = try await directory.mailedCode()
        let rows = try await directory.platform.store.read { try $0.query("SELECT * FROM email_codes") }
        #expect(rows.count == 1 && !"\(rows)".contains(code))
    }
}
