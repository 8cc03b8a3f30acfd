import Rewards
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct RewardStoreTests {
    let now = Timestamp("2026-11-23T12:00:00.000Z")!

    private func store(accounts: [(id: String, founder: Bool)]) async throws -> SQLiteEngine {
        let store = try await memoryStore()
        try await store.write { tx in
            for (index, account) in accounts.enumerated() {
                try tx.insertAccount(
                    Account(
                        id: AccountID(account.id)!, brandID: .dotm, groupID: GroupID("grp_\(index)")!, email: nil, isEmailVerified: false,
                        displayName: nil, language: "en", country: nil, founderSince: account.founder ? now : nil, createdAt: now))
            }
        }
        return store
    }

    @Test func `joining earns 10.33 DOTM once, and a founder 100.33`() async throws {
        let store = try await store(accounts: [("acc_a", false), ("acc_f", true)])
        for _ in 0..<2 {
            try await store.write {
                try $0.recordWelcomeReward(account: AccountID("acc_a")!, at: now)
                try $0.recordWelcomeReward(account: AccountID("acc_f")!, at: now)
            }
        }
        let (member, founder, supply) = try await store.read {
            (try $0.tokenBalance(of: AccountID("acc_a")!), try $0.tokenBalance(of: AccountID("acc_f")!), try $0.rewardSupply().outstanding)
        }
        #expect(member == TokenAmount("10.33")!)
        #expect(founder == TokenAmount("100.33")!)
        #expect(supply == TokenAmount("110.66")!)
    }

    @Test func `a member who becomes a founder is granted the difference`() async throws {
        let store = try await store(accounts: [("acc_a", false)])
        try await store.write {
            let account = AccountID("acc_a")!
            try $0.recordWelcomeReward(account: account, at: now)
            try $0.recordFounderReward(account: account, at: now, rates: .standard, randomness: .system)
            try $0.recordFounderReward(account: account, at: now, rates: .standard, randomness: .system)
        }
        #expect(try await store.read { try $0.tokenBalance(of: AccountID("acc_a")!) } == TokenAmount("100.33")!)
    }

    @Test func `no more than the cap is ever granted`() async throws {
        let store = try await store(accounts: [("acc_a", false), ("acc_b", false)])
        let granted = try await store.write { tx in
            try tx.grantReward(
                .founder, "test", .supplyCap - TokenAmount("5")!, to: AccountID("acc_a")!, order: nil, at: now, randomness: .system)
            return try tx.recordWelcomeReward(account: AccountID("acc_b")!, at: now)?.granted
        }
        #expect(granted == TokenAmount("5")!)
        #expect(try await store.read { try $0.rewardSupply().remaining } == .zero)
    }

    @Test func `the token journal cannot be changed`() async throws {
        let store = try await store(accounts: [("acc_a", false)])
        try await store.write { try $0.recordWelcomeReward(account: AccountID("acc_a")!, at: now) }
        for sql in ["UPDATE token_entries SET gwei = 0", "DELETE FROM token_entries", "DELETE FROM rewards"] {
            await #expect(throws: StoreError.self) { try await store.write { try $0.execute(sql) } }
        }
    }
}
