import Catalog
import Telecom
import Testing

@testable import Policy

@Suite struct PolicySessionTests {
    private let now = Timestamp("2026-11-24T12:00:00.000Z")!

    /// Priority 1 to 15 tells decisions apart.
    private func decision(_ rules: [String], priority: Int = 9) -> PolicyDecision {
        let terms = PolicyTerms(
            base: .init(
                qci: 9, priority: priority, rates: BitRates(downlinkKilobits: 1000, uplinkKilobits: 1000), rules: Set(rules)),
            rules: Dictionary(uniqueKeysWithValues: rules.map { ($0, .predefined) }))
        return PolicyDecision(PolicyFacts(services: [], time: now), terms: terms)
    }

    private func session(_ decision: PolicyDecision, revision: Int64 = 1, told: Int64 = 1) -> PolicySession {
        PolicySession(
            id: "s;1", lineID: LineID("line_a")!, gatewayHost: "pgw.a.test", gatewayRealm: "a.test", apn: "internet", startedAt: now,
            servingNetwork: nil, requestNumber: 0, answer: PolicyUpdate(beginning: decision), decision: decision, rules: decision.rules,
            revision: revision, toldRevision: told)
    }

    @Test func `an answer takes off what the decision no longer holds`() {
        var session = session(decision(["a", "b"]))
        session.answered(1, servingNetwork: nil, with: decision(["b", "c"]))
        #expect(session.answer.removed.map(\.name) == ["a"])
        #expect(session.answer.installed.map(\.name) == ["c"])
        #expect(session.rules.map(\.name) == ["b", "c"])
        #expect(session.requestNumber == 1)
    }

    @Test func `what a gateway was told without an answer is taken off all the same`() {
        var session = session(decision(["a"]), revision: 2)
        let mayTry = session.beginAttempt(to: decision(["b"]), at: now)
        #expect(mayTry)
        #expect(session.update(to: decision(["c"])).removed.map(\.name) == ["a", "b"])
        #expect(session.update(to: decision(["b"])).installed.map(\.name) == ["b"], "it is not known to have arrived")
    }

    @Test func `the word of a gateway counts for the revision that it was told alone`() {
        var session = session(decision(["a"]), revision: 2)
        _ = session.beginAttempt(to: decision(["b"]), at: now)
        session.accepted(decision(["b"]), revision: 1)
        #expect(session.toldRevision == 1)
        session.accepted(decision(["b"]), revision: 2)
        #expect(session.toldRevision == 2 && session.rules.map(\.name) == ["b"])
    }

    @Test func `an answer that left meanwhile outweighs the word of a gateway`() {
        var session = session(decision(["a"]), revision: 2)
        _ = session.beginAttempt(to: decision(["b"]), at: now)
        session.answered(1, servingNetwork: nil, with: decision(["c"]))
        session.accepted(decision(["b"]), revision: 2)
        #expect(session.rules.map(\.name) == ["c"])
    }

    @Test func `attempts end, each after a longer wait`() {
        var session = session(decision(["a"]), revision: 2)
        var last: Int64 = 0
        for _ in 0..<PolicySession.mostAttempts {
            let mayTry = session.beginAttempt(to: nil, at: now)
            #expect(mayTry)
            let wait = session.retryAt!.seconds(since: now)
            #expect(wait > last)
            last = wait
        }
        let mayTryOnce = session.beginAttempt(to: nil, at: now)
        #expect(!mayTryOnce)
    }

    @Test func `nothing has to be said when nothing is different`() {
        let session = session(decision(["a"]), revision: 2)
        #expect(!session.needs(decision(["a"])))
        #expect(session.needs(decision(["a"], priority: 2)))
        #expect(session.needs(decision([])))
    }

    @Test func `a report of use is followed by a new threshold, and by none once the line is throttled`() {
        let terms = PolicyTerms(
            base: .init(qci: 9, priority: 9, rates: BitRates(downlinkKilobits: 9, uplinkKilobits: 9), rules: []),
            fairUse: .init(volume: .gigabytes(1), rates: BitRates(downlinkKilobits: 1, uplinkKilobits: 1)))
        let fresh = PolicyDecision(PolicyFacts(services: [], time: now), terms: terms)
        let throttled = PolicyDecision(PolicyFacts(services: [], used: .gigabytes(1), time: now), terms: terms)
        let step = DataVolume.megabytes(50)
        #expect(PolicyUpdate(beginning: fresh).report == .after(step))
        #expect(session(fresh).update(to: fresh).report == .unchanged)
        #expect(session(fresh).update(to: fresh, reported: true).report == .after(step))
        #expect(session(fresh).update(to: throttled, reported: true).report == .unchanged)
        #expect(session(fresh).update(to: throttled).report == .stop)
        #expect(session(throttled).update(to: fresh).report == .after(step))
    }
}
