import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

struct JoinTests {
    @Test func `the first sign-in makes an account in a group of its own`() async throws {
        let platform = try await testPlatform()
        let account = try await platform.join(.test("Ana@Example.com"))
        let kept = try await platform.store.read { try $0.account(account.id) }
        #expect(kept == account)
        #expect(account.email == EmailAddress("ana@example.com"))
        #expect(account.role == .subscriber)
        #expect(account.brandID == .dotm)
        let owner = try await platform.store.read { try $0.first("SELECT owner_account_id FROM groups WHERE id = $1", account.groupID) }
        #expect(try owner?.text("owner_account_id") == account.id.text)
    }

    @Test func `the same identity finds the same account again`() async throws {
        let platform = try await testPlatform()
        let first = try await platform.join(.test())
        #expect(try await platform.join(.test()) == first)
    }

    @Test func `sign-ins of one new person at the same moment make one account`() async throws {
        let platform = try await testPlatform()
        let ids = try await withThrowingTaskGroup(of: AccountID.self) { group in
            for _ in 0..<10 { group.addTask { try await platform.join(.test()).id } }
            return try await group.reduce(into: Set<AccountID>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test func `an address proved at two providers is one account`() async throws {
        let platform = try await testPlatform()
        let first = try await platform.join(.test(subject: "a"))
        let second = try await platform.join(.test(subject: "b"))
        #expect(second.id == first.id)
    }

    @Test func `an unproved address never leads to the account of another`() async throws {
        let platform = try await testPlatform()
        let owner = try await platform.join(.test(subject: "owner"))
        let claimant = try await platform.join(.test(subject: "claimant", isEmailVerified: false))
        #expect(claimant.id != owner.id)
        #expect(!claimant.isEmailVerified)
    }

    @Test func `who claimed an address first does not get the account of who proves it`() async throws {
        let platform = try await testPlatform()
        let claimant = try await platform.join(.test(subject: "claimant", isEmailVerified: false))
        let owner = try await platform.join(.test(subject: "owner"))
        #expect(claimant.id != owner.id)
        #expect(try await platform.join(.test(subject: "claimant", isEmailVerified: true)) == claimant)
    }

    @Test func `proving the address later is remembered`() async throws {
        let platform = try await testPlatform()
        let before = try await platform.join(.test(isEmailVerified: false))
        let after = try await platform.join(.test(isEmailVerified: true))
        #expect(after.id == before.id)
        #expect(after.isEmailVerified)
    }

    @Test func `a person may join two brands`() async throws {
        let platform = try await testPlatform()
        let other = BrandID("brd_other")!
        try await platform.store.write { _ = try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", other) }
        let here = try await platform.join(.test())
        let there = try await platform.join(.test(), brand: other)
        #expect(here.id != there.id)
        #expect(there.brandID == other)
    }

    @Test func `a display name with control characters is left out`() async throws {
        let platform = try await testPlatform()
        #expect(try await platform.join(.test("a@example.com", displayName: "A\u{0}na")).displayName == nil)
        #expect(try await platform.join(.test("b@example.com", displayName: "  <b>Ana</b> ")).displayName == "<b>Ana</b>")
    }
}
