import Platform
import Providers
import Store
import Telecom
import TestKit
import Testing

struct PasswordSignInTests {
    @Test func `who signed up signs in, and the token proves it to the platform`() async throws {
        let directory = try await Directory()
        let new = try await directory.signUp()
        #expect(new.isNewUser)
        let signIn = try await directory.local.signIn(email: "ANA@example.com", password: "correct horse", client: "c")
        #expect(signIn.user.id == new.user.id && !signIn.isNewUser)
        let first = try await directory.platform.authenticate(bearer: new.idToken)
        #expect(try await directory.platform.authenticate(bearer: signIn.idToken).accountID == first.accountID)
        let account = try await directory.platform.account(of: first)
        #expect(account.email?.text == "ana@example.com" && !account.isEmailVerified && account.displayName == "Ana")
    }

    @Test func `a wrong password and an unknown address are answered alike`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        await expectRefusal(.invalidCredentials) {
            try await directory.local.signIn(email: "ana@example.com", password: "wrong", client: "c")
        }
        await expectRefusal(.invalidCredentials) {
            try await directory.local.signIn(email: "bo@example.com", password: "wrong", client: "c")
        }
    }

    @Test func `an address signs up once`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        await expectRefusal(.emailExists) { try await directory.signUp("Ana@Example.com") }
    }

    @Test(arguments: [
        ("", "12345678", DirectoryError.missingEmail), ("nonsense", "12345678", .invalidEmail), ("a@b.c", "", .missingPassword),
        ("a@b.c", "1234567", .weakPassword), ("a@b.c", String(repeating: "x", count: 1025), .weakPassword),
    ])
    func `bad input is named`(email: String, password: String, expected: DirectoryError) async throws {
        let directory = try await Directory()
        await expectRefusal(expected) { try await directory.signUp(email, password: password) }
    }

    @Test func `one password typed on two keyboards is one password`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp(password: "contraseña")
        _ = try await directory.local.signIn(email: "ana@example.com", password: "contrasen\u{303}a", client: "c")
    }

    @Test func `guessing at one account is slowed down, from whatever address, and ends with the wait`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        for number in 0..<5 {
            await expectRefusal(.invalidCredentials) {
                try await directory.local.signIn(email: "ana@example.com", password: "guess \(number)", client: "192.0.2.\(number)")
            }
        }
        await expectRefusal(.tooManyAttempts) {
            try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "198.51.100.1")
        }
        directory.time.advance(seconds: 1)
        _ = try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "198.51.100.1")
    }

    @Test func `guesses at the same moment do not slip past the throttle`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        let outcomes = await withTaskGroup(of: DirectoryError?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        _ = try await directory.local.signIn(email: "ana@example.com", password: "guess \(number)", client: "c\(number)")
                        return nil
                    } catch { return error as? DirectoryError }
                }
            }
            return await group.reduce(into: [DirectoryError?]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .invalidCredentials } == 5)
        #expect(outcomes.count { $0 == .tooManyAttempts } == 15)
    }

    @Test func `guessing from one address is slowed down, whatever the account`() async throws {
        let directory = try await Directory()
        for number in 0..<30 {
            await expectRefusal(.invalidCredentials) {
                try await directory.local.signIn(email: "a\(number)@example.com", password: "guess", client: "192.0.2.1")
            }
        }
        await expectRefusal(.tooManyAttempts) {
            try await directory.local.signIn(email: "zoe@example.com", password: "guess", client: "192.0.2.1")
        }
    }

    @Test func `signing in well costs an address nothing`() async throws {
        let directory = try await Directory()
        _ = try await directory.signUp()
        for _ in 0..<40 { _ = try await directory.local.signIn(email: "ana@example.com", password: "correct horse", client: "192.0.2.7") }
    }

    @Test func `one address cannot sign up without end`() async throws {
        let directory = try await Directory()
        for number in 0..<30 { _ = try await directory.signUp("a\(number)@example.com") }
        await expectRefusal(.tooManyAttempts) { try await directory.signUp("zoe@example.com") }
        _ = try await directory.signUp("zoe@example.com", client: "192.0.2.2")
    }

    @Test func `the password is kept as Argon2id alone`() async throws {
        let directory = try await Directory()
        let user = try await directory.signUp().user
        let hash = try #require(try await directory.local.user(id: user.id)?.passwordHash)
        #expect(hash.hasPrefix("$argon2id$v=19$"))
        #expect(!hash.contains("correct horse"))
    }
}
