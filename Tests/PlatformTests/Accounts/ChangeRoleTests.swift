import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

struct ChangeRoleTests {
    @Test func `an admin gives roles, and the audit says so`() async throws {
        let platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let person = try await platform.testSubscriber()
        #expect(try await platform.changeRole(of: person.accountID, to: .support, as: admin).role == .support)
        let events = try await platform.store.read { try $0.auditEvents(about: person.accountID.text, limit: 10) }
        #expect(events[0].action == "account.role" && events[0].actor == admin.accountID.text)
        #expect(events[0].detail == #"{"from":"subscriber","to":"support"}"#)
    }

    @Test(arguments: [Role.subscriber, .support, .partner])
    func `nobody else does`(role: Role) async throws {
        let platform = try await testPlatform()
        let caller = try await platform.testSubscriber("caller@example.com", role: role)
        let person = try await platform.testSubscriber()
        let error = await #expect(throws: PlatformError.self) {
            try await platform.changeRole(of: person.accountID, to: .admin, as: caller)
        }
        #expect(error?.kind == .forbidden)
    }

    @Test func `an admin keeps their own role`() async throws {
        let platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let own = await #expect(throws: PlatformError.self) {
            try await platform.changeRole(of: admin.accountID, to: .subscriber, as: admin)
        }
        #expect(own?.code == "own_role")
    }

    @Test func `the operator's admin reaches every brand, another brand's its own`() async throws {
        let platform = try await testPlatform()
        let other = BrandID("brd_other")!
        try await platform.store.write { _ = try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", other) }
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let partner = try await platform.join(.test("x@example.com"), brand: other)
        #expect(try await platform.changeRole(of: partner.id, to: .admin, as: admin).role == .admin)
        let theirs = Principal(accountID: partner.id, brandID: other, role: .admin)
        let error = await #expect(throws: PlatformError.self) {
            try await platform.changeRole(of: admin.accountID, to: .support, as: theirs)
        }
        #expect(error?.kind == .notFound)
    }

    @Test func `the operator's grant needs a proved address or an id`() async throws {
        let platform = try await testPlatform()
        let claimant = try await platform.join(.test(isEmailVerified: false))
        await #expect(throws: PlatformError.self) { try await platform.grantAdmin(account: "ana@example.com") }
        #expect(try await platform.grantAdmin(account: claimant.id.text).role == .admin)
        let owner = try await platform.join(.test("bo@example.com"))
        #expect(try await platform.grantAdmin(account: "Bo@Example.com").id == owner.id)
    }
}
