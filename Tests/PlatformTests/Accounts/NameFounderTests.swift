import Platform
import Rewards
import Store
import Telecom
import TestKit
import Testing

struct NameFounderTests {
    @Test func `a founder has 100.33 DOTM in place of 10.33, is told so once, and the audit says who named them`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let ana = try await platform.testSubscriber().accountID
        #expect(try await platform.rewardBalance(of: ana).balance == TokenAmount("10.33"))

        time.advance(seconds: 60)
        let since = time.source.now()
        #expect(try await platform.nameFounder(ana, as: admin).founderSince == since)
        time.advance(seconds: 60)
        #expect(try await platform.nameFounder(ana, as: admin).founderSince == since)

        #expect(try await platform.rewardBalance(of: ana).balance == TokenAmount("100.33"))
        #expect(try await platform.rewards(of: ana, limit: 10).map(\.reward.kind) == [.founder, .welcome])
        let (events, news, stored, supply) = try await platform.store.read {
            (
                try $0.auditEvents(about: ana.text, limit: 10).filter { $0.action == "account.founder" },
                try $0.notifications(of: ana, limit: 10).filter { $0.kind == "founder" }, try $0.account(ana)?.founderSince,
                try $0.rewardSupply().outstanding
            )
        }
        #expect(events.map(\.actor) == [admin.accountID.text] && events.first?.detail == #"{"granted":"90"}"#)
        #expect(news.count == 1 && news[0].body.contains("90 DOTM"))
        #expect(stored == since)
        #expect(supply == TokenAmount("110.66"))
    }

    @Test func `calls at the same time name a founder once`() async throws {
        let platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let ana = try await platform.testSubscriber().accountID
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await platform.nameFounder(ana, as: admin) } }
            try await group.waitForAll()
        }
        #expect(try await platform.rewardBalance(of: ana).balance == TokenAmount("100.33"))
    }

    @Test func `the last tokens under the cap are all that a founder gets`() async throws {
        let platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let ana = try await platform.testSubscriber().accountID
        let bo = try await platform.testSubscriber("bo@example.com").accountID
        let now = platform.time.now()
        try await platform.store.write { transaction in
            let left = try transaction.rewardSupply().remaining - TokenAmount("5")!
            try transaction.grantReward(.purchase, "test", left, to: bo, order: nil, at: now, randomness: platform.randomness)
        }
        #expect(try await platform.nameFounder(ana, as: admin).founderSince != nil)
        #expect(try await platform.rewardBalance(of: ana).balance == TokenAmount("15.33"))
        let reward = try #require(try await platform.rewards(of: ana, limit: 10).map(\.reward).first { $0.kind == .founder })
        #expect(reward.nominal == TokenAmount("90") && reward.granted == TokenAmount("5"))
        // With nothing left, the status comes all the same.
        #expect(try await platform.nameFounder(bo, as: admin).founderSince != nil)
        #expect(try await platform.store.read { try $0.rewardSupply().outstanding } == .supplyCap)
        #expect(try await platform.verifyLedger().problems == [])
    }

    @Test(arguments: [Role.subscriber, .support, .partner])
    func `nobody but an admin names founders`(role: Role) async throws {
        let platform = try await testPlatform()
        let caller = try await platform.testSubscriber("caller@example.com", role: role)
        let error = await #expect(throws: PlatformError.self) { try await platform.nameFounder(caller.accountID, as: caller) }
        #expect(error?.kind == .forbidden)
        #expect(try await platform.account(of: caller).founderSince == nil)
    }

    @Test func `accounts of other brands and deleted ones are not found`() async throws {
        let platform = try await testPlatform()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let other = BrandID("brd_other")!
        try await platform.store.write { _ = try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", other) }
        let foreigner = try await platform.join(.test("x@example.com"), brand: other).id
        let gone = try await platform.testSubscriber("gone@example.com")
        try await platform.deleteAccount(as: gone)
        for account in [foreigner, gone.accountID, AccountID("acc_nobody")!] {
            let error = await #expect(throws: PlatformError.self) { try await platform.nameFounder(account, as: admin) }
            #expect(error?.kind == .notFound)
        }
        #expect(try await platform.rewardBalance(of: foreigner).balance == TokenAmount("10.33"))
    }
}
