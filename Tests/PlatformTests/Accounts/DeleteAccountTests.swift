import Foundation
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

struct DeleteAccountTests {
    let time = ManualTime()
    let identities = TestIdentities()

    @Test func `what is personal goes and what the books need stays`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let token = identities.token(for: .test())
        let person = try await platform.authenticate(bearer: token)
        let (_, cookie) = try await platform.startSession(idToken: token, userAgent: "Firefox")
        let (_, key) = try await platform.createAPIKey(name: "k", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        try await platform.deleteAccount(as: person)

        let account = try await platform.account(person.accountID, of: .dotm)
        #expect(account.email == nil && account.displayName == nil && account.deletedAt != nil)
        #expect(try await platform.store.read { try $0.rewards(of: person.accountID, limit: 10) }.count == 1)
        #expect(try await platform.outbox(of: .dotm).isEmpty)
        await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: token) }
        await #expect(throws: PlatformError.self) { try await platform.authenticate(bearer: key.text) }
        await #expect(throws: PlatformError.self) { try await platform.authenticate(sessionSecret: cookie.text) }
        let traces = try await platform.store.read { transaction in
            try ["accounts", "mails", "notifications", "sessions", "api_keys", "identities", "audit_events", "jobs", "departed_identities"]
                .flatMap { try transaction.query("SELECT * FROM \($0)") }.filter {
                    "\($0)".contains("ana@") || "\($0)".contains("subject-of")
                }
        }
        #expect(traces.isEmpty)
    }

    @Test func `an old sign-in does not delete`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let person = try await platform.authenticate(bearer: identities.token(for: .test()))
        time.advance(seconds: 301)
        let error = await #expect(throws: PlatformError.self) { try await platform.deleteAccount(as: person) }
        #expect(error?.code == "sign_in_too_old")
    }

    @Test func `coming back makes a new account without a second welcome reward`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let first = try await platform.authenticate(bearer: identities.token(for: .test()))
        try await platform.deleteAccount(as: first)
        time.advance(seconds: 10)
        let second = try await platform.authenticate(bearer: identities.token(for: .test(at: time.source.now())))
        #expect(second.accountID != first.accountID)
        #expect(try await platform.store.read { try $0.rewards(of: second.accountID, limit: 10) }.isEmpty)
    }

    @Test func `who owns a group that others share cannot leave them behind`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let owner = try await platform.authenticate(bearer: identities.token(for: .test()))
        let group = try await platform.account(of: owner).groupID
        let other = try await platform.testSubscriber("bo@example.com")
        try await platform.store.write { _ = try $0.execute("UPDATE accounts SET group_id = $1 WHERE id = $2", group, other.accountID) }
        let error = await #expect(throws: PlatformError.self) { try await platform.deleteAccount(as: owner) }
        #expect(error?.code == "owns_shared_group")
    }

    @Test func `lines end with the account and lose their names`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let person = try await platform.authenticate(bearer: identities.token(for: .test()))
        let id = try await platform.store.write {
            try $0.orderLine(
                account: person.accountID, brand: .dotm, order: nil, name: "Ana's phone", at: time.source.now(), ids: .seeded(5))
        }
        try await platform.deleteAccount(as: person)
        let line = try #require(try await platform.store.read { try $0.line(id) })
        #expect(line.state == .terminated && line.name == nil)
    }

    @Test func `an export shows everything that is kept, and no secret`() async throws {
        let platform = try await testPlatform(time: time, identities: identities)
        let person = try await platform.authenticate(bearer: identities.token(for: .test()))
        let (_, key) = try await platform.createAPIKey(name: "meter", scopes: ["lines:read"], expiresAt: nil, for: person.accountID)
        _ = try await platform.testSubscriber("bo@example.com")
        let text = try await platform.exportAccount(person)
        let export = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let account = try #require(export["account"] as? [String: Any])
        #expect(account["email"] as? String == "ana@example.com")
        for table in AccountTable.all { #expect(export[table.name] is [[String: Any]], "\(table.name)") }
        #expect((export["api_keys"] as? [[String: Any]])?.first?["name"] as? String == "meter")
        #expect((export["mails"] as? [[String: Any]])?.count == 1)
        #expect(!text.contains("digest") && !text.contains(key.text) && !text.contains("bo@example.com"))
    }

    @Test func `every table that names an account is exported and has a rule for its deletion`() async throws {
        let platform = try await testPlatform()
        let named = try await platform.store.read { transaction in
            try transaction.query(
                """
                SELECT DISTINCT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND c.name IN ('account_id', 'owner_account_id', 'admin_id')
                """
            ).map { try $0.text("name") }
        }
        #expect(Set(named) == Set(AccountTable.all.map(\.name)))
    }
}
