import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct TakeBackLeasesTests {
    @Test func `what a dead process held is free at once, what it answered stays answered`() async throws {
        let platform = try await testPlatform()
        let now = platform.time.now()
        try await platform.store.write { transaction in
            for key in ["held", "waiting"] { _ = try transaction.enqueue(NewJob(kind: "ring", key: key, payload: ""), at: now) }
        }
        #expect(try await takeJobs(platform, limit: 1) == 1)
        for id in ["held", "answered"] { #expect(try await claim(id, platform) == .claimed) }
        try await platform.store.write { try $0.answerIdempotencyKey(id: "answered", claim: "answered", answer: [1]) }
        #expect(try await claim("held", platform) == .inProgress)

        try await platform.takeBackLeases()

        #expect(try await takeJobs(platform, limit: 9) == 2)
        #expect(try await claim("held", platform) == .claimed)
        #expect(try await claim("answered", platform) == .answered([1]))
    }

    private func takeJobs(_ platform: Platform, limit: Int) async throws -> Int {
        let now = platform.time.now()
        return try await platform.store.write {
            try $0.claimJobs(kinds: ["ring"], limit: limit, at: now, leaseEnds: now.adding(seconds: 90)).count
        }
    }

    private func claim(_ id: String, _ platform: Platform) async throws -> IdempotencyState {
        let now = platform.time.now()
        return try await platform.store.write {
            try $0.claimIdempotencyKey(
                id: id, requestHash: [7], claim: id, at: now, abandonedBefore: now.adding(seconds: -60),
                expiredBefore: now.adding(seconds: -86_400))
        }
    }
}
