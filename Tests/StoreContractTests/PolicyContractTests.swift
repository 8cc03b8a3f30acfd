import Catalog
import Policy
import Store
import Telecom
import TestKit
import Testing

@Suite struct PolicyContractTests {
    let now = ManualTime().source.now()

    private func session(_ id: String, of line: LineID, gateway: String) -> PolicySession {
        let terms = PolicyTerms(
            base: .init(qci: 9, priority: 9, rates: BitRates(downlinkKilobits: 9, uplinkKilobits: 8), rules: ["a", "b", "c"]),
            rules: [
                "a": .predefined, "b": .base, "c": .dynamic(filters: ["permit out ip from any to any"], precedence: 7, isBlocked: true),
            ],
            fairUse: .init(volume: .gigabytes(1), rates: BitRates(downlinkKilobits: 1, uplinkKilobits: 1)))
        let decision = PolicyDecision(PolicyFacts(services: [], time: now), terms: terms)
        return PolicySession(
            id: id, lineID: line, gatewayHost: gateway, gatewayRealm: "a.test", apn: "internet", startedAt: now,
            servingNetwork: PLMN("310260"), requestNumber: 3, answer: PolicyUpdate(beginning: decision), decision: decision,
            rules: decision.rules)
    }

    @Test(arguments: StoreKind.allCases) func `sessions are kept as they are, and a change of the line's is due where it is reached`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind) { store in
            let line = try await store.write { tx throws in try tx.insertTestLine("one", account: try tx.insertTestAccount("ana")) }
            let first = session("s;1", of: line, gateway: "pgw1.a.test")
            let second = session("s;2", of: line, gateway: "pgw2.a.test")
            try await store.write { tx throws in
                try tx.insertPolicySession(first)
                try tx.insertPolicySession(second)
            }
            try await store.read { [now] tx throws in
                #expect(try tx.policySession("s;1") == first)
                #expect(try tx.livePolicySessions(of: line) == [first, second])
                #expect(try tx.untoldPolicySessions(of: nil, at: now, limit: 9).isEmpty)
            }
            try await store.write { try $0.policyMayHaveChanged(of: AccountID("acc_ana")!) }
            try await store.write { [now] tx throws in
                #expect(try tx.untoldPolicySessions(of: nil, at: now, limit: 9).map(\.id) == ["s;1", "s;2"])
                #expect(try tx.untoldPolicySessions(of: nil, at: now, limit: 1).map(\.id) == ["s;1"])
                #expect(try tx.untoldPolicySessions(of: ["pgw2.a.test", "x"], at: now, limit: 9).map(\.id) == ["s;2"])
                #expect(try tx.untoldPolicySessions(of: [], at: now, limit: 9).isEmpty)
                var told = try #require(try tx.policySession("s;1"))
                _ = told.beginAttempt(to: nil, at: now)
                try tx.updatePolicySession(told)
                var ended = second
                ended.end(at: now)
                try tx.updatePolicySession(ended)
                #expect(try tx.policySession("s;1") == told)
                #expect(try tx.untoldPolicySessions(of: nil, at: now, limit: 9).isEmpty)
                #expect(try tx.untoldPolicySessions(of: nil, at: now.adding(seconds: 15), limit: 9) == [told])
                #expect(try tx.livePolicySessions(of: line) == [told])
                try tx.policyMayHaveChanged(of: line)
                #expect(try tx.untoldPolicySessions(of: nil, at: now, limit: 9).map(\.revision) == [3])
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `what a line used adds up by month`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.write { [now] tx throws in
                let line = try tx.insertTestLine("one", account: try tx.insertTestAccount("ana"))
                let month = now.startOfMonth
                #expect(try tx.policyUsage(of: line, inMonthFrom: month) == .zero)
                #expect(try tx.addPolicyUsage(.gigabytes(5), of: line, inMonthFrom: month) == .gigabytes(5))
                #expect(try tx.addPolicyUsage(.gigabytes(7), of: line, inMonthFrom: month) == .gigabytes(12))
                #expect(try tx.policyUsage(of: line, inMonthFrom: month) == .gigabytes(12))
                #expect(try tx.policyUsage(of: line, inMonthFrom: month.startOfNextMonth) == .zero)
            }
        }
    }
}
