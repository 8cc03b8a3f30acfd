import Platform
import Providers
import Telecom
import TestKit
import Testing

struct UserTests {
    @Test func `people change their own name and password, and no more`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        var change = DirectoryChange()
        change.displayName = "Ana María"
        change.isEmailVerified = true
        change.customClaims = #"{"admin":true}"#
        var (user, tokens) = try await directory.local.update(idToken: signIn.idToken, change)
        #expect(user.displayName == "Ana María" && !user.isEmailVerified && user.customClaims == nil && tokens == nil)
        change = DirectoryChange()
        change.password = "battery staple"
        (user, tokens) = try await directory.local.update(idToken: signIn.idToken, change)
        await #expect(throws: IDTokenError.revoked) { try await directory.local.verify(signIn.idToken) }
        _ = try await directory.local.verify(try #require(tokens).idToken)
    }

    @Test func `a password or address changes soon after a sign-in only`() async throws {
        let directory = try await Directory()
        let signIn = try await directory.signUp()
        directory.time.advance(seconds: 301)
        var change = DirectoryChange()
        change.password = "battery staple"
        await expectRefusal(.signInTooOld) { try await directory.local.update(idToken: signIn.idToken, change) }
        change = DirectoryChange()
        change.email = "other@example.com"
        await expectRefusal(.signInTooOld) { try await directory.local.update(idToken: signIn.idToken, change) }
        await expectRefusal(.signInTooOld) { try await directory.local.delete(idToken: signIn.idToken) }
    }

    @Test func `a new address has to be proved again`() async throws {
        let directory = try await Directory()
        var change = DirectoryChange()
        change.email = "ana@example.com"
        change.isEmailVerified = true
        let user = try await directory.local.create(id: nil, change)
        #expect(user.isEmailVerified)
        change = DirectoryChange()
        change.email = "other@example.com"
        #expect(try await !directory.local.update(id: user.id, change).isEmailVerified)
    }

    @Test func `what is unique stays unique, and bad fields are named`() async throws {
        let directory = try await Directory()
        var first = DirectoryChange()
        first.email = "ana@example.com"
        first.phoneNumber = "+12025550123"
        _ = try await directory.local.create(id: "ana", first)
        func refused(_ expected: DirectoryError, id: String? = nil, _ set: (inout DirectoryChange) -> Void) async {
            var change = DirectoryChange()
            set(&change)
            await expectRefusal(expected) { try await directory.local.create(id: id, change) }
        }
        await refused(.duplicateID, id: "ana") { _ in }
        await refused(.emailExists) { $0.email = "ANA@example.com" }
        await refused(.phoneNumberExists) { $0.phoneNumber = "+12025550123" }
        await refused(.invalidID, id: "a b") { _ in }
        await refused(.invalidPhoneNumber) { $0.phoneNumber = "555" }
        await refused(.invalidPhotoURL) { $0.photoURL = "javascript:alert(1)" }
        await refused(.invalidDisplayName) { $0.displayName = "a\u{0}" }
        await refused(.invalidClaims) { $0.customClaims = "[1]" }
        await refused(.forbiddenClaim) { $0.customClaims = #"{"iss":"x"}"# }
        await refused(.claimsTooLarge) { $0.customClaims = #"{"x":""# + String(repeating: "y", count: 1000) + #""}"# }
    }

    @Test func `a role in custom claims gives no role in the platform`() async throws {
        let directory = try await Directory()
        let user = try await directory.signUp().user
        var change = DirectoryChange()
        change.customClaims = #"{"role":"admin"}"#
        _ = try await directory.local.update(id: user.id, change)
        let signIn = try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "c")
        #expect(try await directory.platform.authenticate(bearer: signIn.idToken).role == .subscriber)
    }
}
