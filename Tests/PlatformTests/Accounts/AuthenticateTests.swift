import Platform
import Subscribers
import Telecom
import TestKit
import Testing

struct AuthenticateTests {
    let time = ManualTime()
    let identities = TestIdentities()

    @Test func `a proved token joins at the first sign-in and is known afterwards`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let token = identities.token(for: .test())
        let first = try await platform.authenticate(bearer: token)
        #expect(first.role == .subscriber)
        #expect(first.scopes == nil)
        #expect(try await platform.authenticate(bearer: token) == first)
    }

    @Test(arguments: ["", "x", "a.b.c", "owner", "gorse_live_", "e30.e30.e30", String(repeating: "a", count: 10_000)])
    func `nonsense proves nothing`(credential: String) async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let error = await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: credential) }
        #expect(error?.kind == .unauthenticated)
    }

    @Test func `a token that its provider does not prove is refused`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let forged = TestIdentities().token(for: .test())
        let error = await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: forged) }
        #expect(error?.code == "invalid_token")
    }

    @Test func `signing out everywhere refuses every earlier sign-in and lets a new one in`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let old = identities.token(for: .test())
        let principal = try await platform.authenticate(bearer: old)
        let (_, cookie) = try await platform.startSession(idToken: old, userAgent: "Firefox")
        #expect(try await platform.signOutEverywhere(principal.accountID, as: principal) == 1)

        let refused = await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: old) }
        #expect(refused?.code == "token_revoked")
        let ended = await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: cookie.text) }
        #expect(ended?.code == "session_ended")
        time.advance(seconds: 1)
        let new = identities.token(for: .test(at: time.source.now()))
        #expect(try await platform.authenticate(bearer: new).accountID == principal.accountID)
    }
}
