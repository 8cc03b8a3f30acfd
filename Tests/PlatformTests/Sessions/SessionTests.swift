import Platform
import Subscribers
import Telecom
import TestKit
import Testing

struct SessionTests {
    let time = ManualTime()
    let identities = TestIdentities()

    private func signIn(_ platform: Platform, _ email: String = "ana@example.com") async throws -> (Session, OpaqueSecret) {
        let token = identities.token(for: .test(email, at: time.source.now()))
        return try await platform.startSession(idToken: token, userAgent: "Firefox")
    }

    @Test func `a session proves the same person as the token that opened it`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (session, secret) = try await signIn(platform)
        let principal = try await platform.authenticate(sessionSecret: secret.text)
        #expect(principal.accountID == session.accountID)
        #expect(principal.sessionID == session.id)
    }

    @Test func `a session needs a sign-in of the last five minutes`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let token = identities.token(for: .test())
        time.advance(seconds: 301)
        let error = await #expect(throws: PlatformError.self) { try await platform.startSession(idToken: token, userAgent: "") }
        #expect(error?.code == "sign_in_too_old")
    }

    @Test func `an API key opens no session`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (session, _) = try await signIn(platform)
        let (_, key) = try await platform.createAPIKey(name: "k", scopes: ["account:read"], expiresAt: nil, for: session.accountID)
        await #expect(throws: PlatformError.self) { try await platform.startSession(idToken: key.text, userAgent: "") }
    }

    @Test func `use keeps a session alive, a week without use ends it`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (_, secret) = try await signIn(platform)
        for _ in 0..<3 {
            time.advance(seconds: 6 * 86_400)
            _ = try await platform.authenticate(sessionSecret: secret.text)
        }
        time.advance(seconds: 7 * 86_400)
        await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: secret.text) }
    }

    @Test func `no session outlives thirty days`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (_, secret) = try await signIn(platform)
        for _ in 0..<5 {
            time.advance(seconds: 6 * 86_400 - 1)
            _ = try await platform.authenticate(sessionSecret: secret.text)
        }
        time.advance(seconds: 10)
        await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: secret.text) }
    }

    @Test func `a session of another account cannot be ended`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (session, secret) = try await signIn(platform)
        let (_, other) = try await signIn(platform, "bo@example.com")
        let stranger = try await platform.authenticate(sessionSecret: other.text)
        let error = await #expect(throws: PlatformError.self) { try await platform.endSession(session.id, as: stranger) }
        #expect(error?.kind == .notFound)
        let owner = try await platform.authenticate(sessionSecret: secret.text)
        try await platform.endSession(session.id, as: owner)
        await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: secret.text) }
        #expect(try await platform.sessions(of: owner).isEmpty)
    }

    @Test func `the oldest of fifty sessions gives way`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let (first, firstSecret) = try await signIn(platform)
        for _ in 0..<Session.mostPerAccount {
            time.advance(seconds: 1)
            _ = try await signIn(platform)
        }
        await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: firstSecret.text) }
        let principal = Principal(accountID: first.accountID, brandID: .dotm, role: .subscriber)
        #expect(try await platform.sessions(of: principal).count == Session.mostPerAccount)
    }
}
