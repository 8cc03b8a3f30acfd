import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct GroupTests {
    let ana = AccountID("acc_ana")!
    let ben = AccountID("acc_ben")!

    /// Ana with 10 GB and Ben with 1 GB, a line each.
    private func platform(time: ManualTime = ManualTime()) async throws -> Platform {
        let platform = try await testPlatform(time: time)
        try await platform.store.write { transaction in
            for (name, units) in [("ana", Int64(10_000_000_000)), ("ben", 1_000_000_000)] {
                let account = try transaction.insertTestAccount(name)
                _ = try transaction.insertTestLine(name, account: account)
                try transaction.grantTestBucket(name, units: units)
            }
        }
        return platform
    }

    private func ask(_ platform: Platform, _ line: String, _ session: String, _ number: UInt32, used: Int64? = nil) async throws
        -> UsageAnswer
    {
        try await platform.authorizeUsage(
            UsageRequest(
                sessionID: session, requestNumber: number, kind: number == 0 ? .initial : .update, lineID: LineID("line_" + line)!,
                items: [.init(ratingGroup: nil, requested: .any, used: used.map { UsedUnits(total: $0) })]))
    }

    private func left(_ platform: Platform, _ account: AccountID) async throws -> Int64 {
        try await platform.buckets(of: account).reduce(0) { $0 + ($1.available ?? 0) }
    }

    @Test func `a member shares the group's data and takes its own along, there and back`() async throws {
        let platform = try await platform()
        _ = try await ask(platform, "ben", "early", 0)
        let invitation = try await platform.inviteToGroup(owner: ana, monthlyCap: nil)
        try await platform.joinGroup(account: ben, code: invitation.code)
        #expect(try await left(platform, ana) == 11_000_000_000)
        #expect(try await left(platform, ben) == 11_000_000_000)
        #expect(try await platform.group(of: ben).members.map(\.accountID) == [ana, ben])
        // The session that was open before has ended; what it reports is debited where the line is now.
        #expect(try await ask(platform, "ben", "early", 1, used: 5).refusal == .unknownSession)
        _ = try await ask(platform, "ben", "s", 0)
        _ = try await ask(platform, "ben", "s", 1, used: 100_000_000)
        try await platform.leaveGroup(account: ben)
        #expect(try await left(platform, ana) == 9_899_999_995)
        #expect(try await left(platform, ben) == 1_000_000_000)
        #expect(try await platform.group(of: ben).members.map(\.accountID) == [ben])
        let report = try await platform.verifyQuota()
        #expect(report.faults == [])
        #expect(report.octetsUsed == 100_000_005)
    }

    @Test func `a capped member stops at its cap while the group goes on`() async throws {
        let platform = try await platform()
        let invitation = try await platform.inviteToGroup(owner: ana, monthlyCap: 40_000_000)
        try await platform.joinGroup(account: ben, code: invitation.code)
        #expect(try await ask(platform, "ben", "s", 0).items.first?.granted == 40_000_000)
        #expect(try await ask(platform, "ben", "s", 1, used: 40_000_000).items.first?.refusal == .memberCapReached)
        #expect(try await ask(platform, "ana", "a", 0).items.first?.granted == 100_000_000)
        #expect(try await platform.group(of: ana).members.last?.usedThisMonth == 40_000_000)
        try await platform.shareData(owner: ana, with: ben, monthlyCap: nil)
        #expect(try await ask(platform, "ben", "s", 2).items.first?.granted == 100_000_000)
    }

    @Test func `a code is used once, by another, in time`() async throws {
        let time = ManualTime()
        let platform = try await platform(time: time)
        let own = try await platform.inviteToGroup(owner: ana, monthlyCap: nil)
        await #expect(throws: PlatformError.self) { try await platform.joinGroup(account: ana, code: own.code) }
        await #expect(throws: PlatformError.self) { try await platform.joinGroup(account: ben, code: "grp-guess") }
        let late = try await platform.inviteToGroup(owner: ana, monthlyCap: nil)
        time.advance(seconds: 7 * 86_400)
        await #expect(throws: PlatformError.self) { try await platform.joinGroup(account: ben, code: late.code) }
        let good = try await platform.inviteToGroup(owner: ana, monthlyCap: nil)
        try await platform.joinGroup(account: ben, code: good.code)
        await #expect(throws: PlatformError.self) { try await platform.joinGroup(account: ben, code: good.code) }
        // A member neither invites nor caps nor removes.
        await #expect(throws: PlatformError.self) { try await platform.inviteToGroup(owner: ben, monthlyCap: nil) }
        await #expect(throws: PlatformError.self) { try await platform.removeFromGroup(owner: ben, member: ana) }
        await #expect(throws: PlatformError.self) { try await platform.shareData(owner: ana, with: AccountID("acc_other")!, monthlyCap: 1) }
        try await platform.removeFromGroup(owner: ana, member: ben)
        #expect(try await platform.group(of: ana).members.map(\.accountID) == [ana])
        await #expect(throws: PlatformError.self) { try await platform.leaveGroup(account: ana) }
    }

    @Test func `a bucket that moved is still taken back with its order's refund`() async throws {
        let platform = try await platform()
        let invitation = try await platform.inviteToGroup(owner: ana, monthlyCap: nil)
        try await platform.joinGroup(account: ben, code: invitation.code)
        let taken = try await platform.store.write { try $0.revokeBucket(BucketID("bkt_ben_first")!, at: platform.time.now()) }
        #expect(taken == 1_000_000_000)
        #expect(try await left(platform, ana) == 10_000_000_000)
    }
}
