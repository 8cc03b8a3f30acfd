import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

struct APIKeyTests {
    let time = ManualTime()

    @Test func `a key acts for its account within its scopes`() async throws {
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let (key, secret) = try await platform.createAPIKey(
            name: "meter", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        #expect(secret.text.hasPrefix("gorse_live_"))
        #expect(secret.text.hasSuffix(key.hint))
        let principal = try await platform.authenticate(bearer: secret.text)
        #expect(principal.accountID == person.accountID)
        #expect(principal.scopes == ["lines:read"])
        #expect(principal.authenticatedAt == nil)
    }

    @Test func `the key itself is nowhere in the database`() async throws {
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let (_, secret) = try await platform.createAPIKey(name: "k", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        let rows = try await platform.store.read { try $0.query("SELECT * FROM api_keys") }
        #expect(!"\(rows)".contains(secret.text.dropFirst(APIKey.prefix.count)))
    }

    @Test func `a revoked or expired key is refused`() async throws {
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let (key, revoked) = try await platform.createAPIKey(name: "a", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        try await platform.revokeAPIKey(key.id, of: person.accountID)
        let (_, expired) = try await platform.createAPIKey(
            name: "b", scopes: ["lines:read"], expiresAt: time.source.now().adding(seconds: 60), for: person.accountID)
        time.advance(seconds: 60)
        for secret in [revoked, expired] {
            let error = await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: secret.text) }
            #expect(error?.code == "invalid_api_key")
        }
    }

    @Test func `a key of another account cannot be revoked`() async throws {
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let stranger = try await platform.testSubscriber("bo@example.com")
        let (key, secret) = try await platform.createAPIKey(name: "a", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        let error = await #expect(throws: PlatformError.self) { try await platform.revokeAPIKey(key.id, of: stranger.accountID) }
        #expect(error?.kind == .notFound)
        _ = try await platform.authenticate(bearer: secret.text)
    }

    @Test func `the last use is written at most once a minute`() async throws {
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let (_, secret) = try await platform.createAPIKey(name: "a", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        var seen: [Timestamp?] = []
        for _ in 0..<4 {
            _ = try await platform.authenticate(bearer: secret.text)
            seen.append(try await platform.apiKeys(of: person.accountID)[0].lastUsedAt)
            time.advance(seconds: 30)
        }
        #expect(seen[0] == seen[1] && seen[1] != seen[2] && seen[2] == seen[3])
    }

    @Test func `bad names, scopes, expiries and a twenty-first key are refused`() async throws {
        let platform = try await testPlatform(time: time)
        let id = try await platform.testSubscriber().accountID
        let past = time.source.now()
        let bad: [(String, Set<String>, Timestamp?, String)] = [
            ("", ["lines:read"], nil, "name"), ("k", [], nil, "scopes"), ("k", ["root"], nil, "scopes"),
            ("k", ["lines:read"], past, "expires_at"),
        ]
        for (name, scopes, expiry, parameter) in bad {
            let error = await #expect(throws: PlatformError.self) {
                try await platform.createAPIKey(name: name, scopes: scopes, expiresAt: expiry, for: id)
            }
            #expect(error?.parameter == parameter)
        }
        for _ in 0..<APIKey.mostPerAccount {
            _ = try await platform.createAPIKey(name: "k", scopes: ["lines:read"], expiresAt: nil, for: id)
        }
        let error = await #expect(throws: PlatformError.self) {
            try await platform.createAPIKey(name: "k", scopes: ["lines:read"], expiresAt: nil, for: id)
        }
        #expect(error?.code == "too_many_api_keys")
    }
}
