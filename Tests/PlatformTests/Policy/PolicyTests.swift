import Platform
import Policy
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct PolicyTests {
    private let time = ManualTime()

    /// A member with an active line.
    private func member(_ services: [ServiceID] = ["basic_membership"]) async throws -> (Platform, Principal, Line) {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(services, as: ana)
        let line = try #require(try await platform.store.read { try $0.lines(of: ana.accountID).first })
        #expect(line.state == .active)
        return (platform, ana, line)
    }

    private func request(
        _ kind: PolicyRequest.Kind, _ number: Int64, of line: Line, session: String = "pgw;1", gateway: String = "pgw.a.test",
        in network: PLMN? = nil, used: DataVolume? = nil
    ) -> PolicyRequest {
        PolicyRequest(
            sessionID: session, number: number, kind: kind, imsi: line.imsi, gatewayHost: gateway, gatewayRealm: "a.test", apn: "internet",
            servingNetwork: network, used: used)
    }

    private func granted(_ answer: PolicyAnswer) throws -> PolicyUpdate {
        guard case .granted(let update) = answer else {
            Issue.record("\(answer)")
            throw PlatformError.notFound("grant")
        }
        return update
    }

    private func update(_ change: PolicyChange?) throws -> PolicyUpdate {
        guard case .update(let update) = change?.action else {
            Issue.record("\(String(describing: change))")
            throw PlatformError.notFound("update")
        }
        return update
    }

    @Test func `a session has what its line has bought, and the same request gets the same answer`() async throws {
        let (platform, _, line) = try await member()
        let opening = request(.initial, 0, of: line)
        let answer = try await platform.decidePolicy(opening)
        let update = try granted(answer)
        #expect(update.decision.qci == 8 && update.installed.map(\.name) == ["everything", "hotspot"] && update.removed.isEmpty)
        #expect(update.report == .after(.gigabytes(5)))
        #expect(try await platform.decidePolicy(opening) == answer)
        #expect(try await platform.claimPolicyChanges(of: nil).isEmpty)
    }

    @Test func `nobody, a line at rest, a stranger's session and numbers that are past are refused`() async throws {
        let (platform, ana, line) = try await member()
        var unknown = request(.initial, 0, of: line)
        unknown.imsi = IMSI("001019999999999")
        #expect(try await platform.decidePolicy(unknown) == .refused(.userUnknown))
        unknown.msisdn = line.msisdn
        _ = try granted(try await platform.decidePolicy(unknown))

        _ = try await platform.decidePolicy(request(.initial, 3, of: line, session: "s"))
        #expect(try await platform.decidePolicy(request(.update, 2, of: line, session: "s")) == .refused(.outOfOrder(last: 3)))
        #expect(try await platform.decidePolicy(request(.initial, 4, of: line, session: "s")) == .refused(.outOfOrder(last: 3)))
        let stranger = request(.update, 4, of: line, session: "s", gateway: "other.a.test")
        #expect(try await platform.decidePolicy(stranger) == .refused(.unknownSession))
        #expect(try await platform.decidePolicy(request(.termination, 0, of: line, session: "none")) == .refused(.unknownSession))

        try await platform.suspendLine(line.id, reason: .lostDevice, by: ana)
        #expect(try await platform.decidePolicy(request(.initial, 0, of: line, session: "t")) == .refused(.lineNotActive))
        #expect(try await platform.decidePolicy(request(.update, 4, of: line, session: "s")) == .refused(.lineNotActive))
    }

    @Test func `a purchase is told once to the gateways that are reached, until they have done it`() async throws {
        let (platform, ana, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line))
        _ = try await platform.testPurchase(["network_priority_routing", "network_security_basic"], as: ana)
        #expect(try await platform.claimPolicyChanges(of: ["other.a.test"]).isEmpty)
        #expect(try await platform.claimPolicyChanges(of: []).isEmpty)

        let change = try #require(try await platform.claimPolicyChanges(of: ["pgw.a.test"]).first)
        let update = try update(change)
        #expect(update.decision.qci == 6 && update.decision.priority == 5)
        #expect(update.installed.map(\.name) == ["everything", "security"], "a dynamic rule names the bearer's QoS")
        #expect(update.report == .unchanged)
        #expect(try await platform.claimPolicyChanges(of: nil).isEmpty, "it is being told")

        time.advance(seconds: 15)
        let again = try #require(try await platform.claimPolicyChanges(of: nil).first)
        #expect(again.action == change.action)
        try await platform.recordPolicyChange(again, .accepted)
        time.advance(seconds: 86_400)
        #expect(try await platform.claimPolicyChanges(of: nil).isEmpty)
        let next = try granted(try await platform.decidePolicy(request(.update, 1, of: line)))
        #expect(next.installed.isEmpty && next.removed.isEmpty && next.decision.qci == 6)
    }

    @Test func `a change that a request fetches is not told again`() async throws {
        let (platform, ana, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line))
        _ = try await platform.testPurchase(["network_priority_routing"], as: ana)
        #expect(try granted(try await platform.decidePolicy(request(.update, 1, of: line))).decision.qci == 6)
        #expect(try await platform.claimPolicyChanges(of: nil).isEmpty)
    }

    @Test func `an add-on that ends takes its rules along`() async throws {
        let (platform, ana, line) = try await member(["basic_membership", "network_security_basic"])
        _ = try await platform.decidePolicy(request(.initial, 0, of: line))
        try await platform.store.write { transaction in
            for var subscription in try transaction.runningSubscriptions(of: ana.accountID)
            where subscription.serviceID == "network_security_basic" {
                subscription.end(.lapsed, at: time.source.now())
                try transaction.updateSubscription(subscription, at: platform.time.now())
            }
        }
        let update = try update(try await platform.claimPolicyChanges(of: nil).first)
        #expect(update.removed.map(\.name) == ["security"] && update.installed.isEmpty)
    }

    @Test func `the volume that throttles is counted once, and every session of the line is told`() async throws {
        let (platform, _, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line, session: "a"))
        _ = try await platform.decidePolicy(request(.initial, 0, of: line, session: "b"))
        let report = request(.update, 1, of: line, session: "a", used: .gigabytes(60))
        let first = try granted(try await platform.decidePolicy(report))
        #expect(!first.decision.isThrottled && first.report == .after(.gigabytes(5)))
        #expect(try granted(try await platform.decidePolicy(report)) == first)
        #expect(try await platform.claimPolicyChanges(of: nil).isEmpty)

        let last = try granted(try await platform.decidePolicy(request(.update, 2, of: line, session: "a", used: .gigabytes(40))))
        #expect(last.decision.isThrottled && last.report == .unchanged)
        #expect(last.decision.rates.downlinkKilobits == 2000)
        let changes = try await platform.claimPolicyChanges(of: nil)
        #expect(changes.map(\.session.id) == ["b"])
        #expect(try update(changes.first).report == .stop)

        // A month later it is as fast as before.
        time.advance(seconds: 32 * 86_400)
        let fresh = try granted(try await platform.decidePolicy(request(.update, 3, of: line, session: "a")))
        #expect(!fresh.decision.isThrottled && fresh.report == .after(.gigabytes(5)))
    }

    @Test func `a suspended line's sessions are asked to end`() async throws {
        let (platform, ana, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line))
        try await platform.suspendLine(line.id, reason: .lostDevice, by: ana)
        let change = try #require(try await platform.claimPolicyChanges(of: nil).first)
        #expect(change.action == .release)
        try await platform.recordPolicyChange(change, .accepted)
        #expect(try await platform.decidePolicy(request(.termination, 1, of: line)) == .ended)
        #expect(try await platform.decidePolicy(request(.termination, 1, of: line)) == .ended)
        #expect(try await platform.decidePolicy(request(.update, 2, of: line)) == .refused(.unknownSession))
    }

    @Test func `a gateway that knows the session no more is left alone, and so is one that never answers in the end`() async throws {
        let (platform, ana, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line, session: "a"))
        _ = try await platform.decidePolicy(request(.initial, 0, of: line, session: "b"))
        _ = try await platform.testPurchase(["network_priority_routing"], as: ana)
        let changes = try await platform.claimPolicyChanges(of: nil)
        #expect(changes.map(\.session.id) == ["a", "b"])
        try await platform.recordPolicyChange(changes[0], .unknownSession)
        var attempts = 1
        while attempts < 50 {
            time.advance(seconds: 8000)
            let again = try await platform.claimPolicyChanges(of: nil)
            if again.isEmpty { break }
            #expect(again.map(\.session.id) == ["b"])
            attempts += 1
        }
        #expect(attempts == Int(PolicySession.mostAttempts))
        #expect(try await platform.decidePolicy(request(.update, 1, of: line, session: "a")) == .refused(.unknownSession))
    }

    @Test func `abroad the network's country counts, from the request that names it on`() async throws {
        let (platform, _, line) = try await member()
        _ = try await platform.decidePolicy(request(.initial, 0, of: line, in: PLMN("310260")))
        let abroad = try granted(try await platform.decidePolicy(request(.update, 1, of: line, in: PLMN("26201"))))
        #expect(abroad.installed.map(\.name) == ["roaming"] && abroad.decision.rates.downlinkKilobits == 20_000)
        let still = try granted(try await platform.decidePolicy(request(.update, 2, of: line)))
        #expect(still.decision == abroad.decision)
        let back = try granted(try await platform.decidePolicy(request(.update, 3, of: line, in: PLMN("302720"))))
        #expect(back.removed.map(\.name) == ["roaming"])
    }

    @Test func `a line has so many sessions at most, and the oldest is taken for lost`() async throws {
        let (platform, _, line) = try await member()
        for number in 0...PolicySession.mostOfLine {
            time.advance(seconds: 1)
            _ = try await platform.decidePolicy(request(.initial, 0, of: line, session: "s\(number)"))
        }
        let live = try await platform.store.read { try $0.livePolicySessions(of: line.id) }
        #expect(live.count == PolicySession.mostOfLine && live.first?.id == "s1")
    }
}
