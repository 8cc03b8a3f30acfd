import Diameter
import Platform
import Telecom

/// Tells gateways what changes in sessions that live: a purchase, an expiry, a threshold, a suspension. Each node tells those that it reaches.
struct PolicyNews: Sendable {
    private let platform: Platform
    private let identity: DiameterIdentity
    private let peers: PeerTable

    /// The longest that a change waits for a look when its notice is lost, or for a gateway that comes back.
    private static let longestPause = Duration.seconds(10)
    /// Gateways' answers that are waited for at once; what is due beyond waits for one of them.
    private static let mostUnderWay = 512
    private let underWay = Lock(0)

    init(_ platform: Platform, as identity: DiameterIdentity, peers: PeerTable) {
        self.platform = platform
        self.identity = identity
        self.peers = peers
    }

    /// Runs until the task is cancelled. It looks when it is told of a change, when a gateway has answered, and every ten seconds.
    func run() async {
        let (looks, look) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { tasks in
            tasks.addTask { [store = platform.store] in
                for await _ in store.listen("policy") { look.yield() }
            }
            tasks.addTask {
                while (try? await Task.sleep(for: Self.longestPause)) != nil { look.yield() }
                look.finish()
            }
            for await _ in looks {
                for change in await due() {
                    tasks.addTask {
                        await tell(change)
                        underWay.withLock { $0 -= 1 }
                        look.yield()
                    }
                }
            }
            tasks.cancelAll()
        }
    }

    private func due() async -> [PolicyChange] {
        let free = min(64, Self.mostUnderWay - underWay.withLock { $0 })
        guard free > 0 else { return [] }
        do {
            let changes = try await platform.claimPolicyChanges(of: peers.reachable(for: .gx), limit: free)
            underWay.withLock { $0 += changes.count }
            return changes
        } catch {
            platform.log.warning("policy changes cannot be looked for", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func tell(_ change: PolicyChange) async {
        guard let peer = peers.route(to: change.session.gatewayHost, for: .gx) else { return }
        let request = GxReAuthRequest(change, from: identity)
        var word = "no_answer"
        do {
            let answer = try await peer.send(request.message)
            let outcome = try PolicyChange.Outcome(GxReAuthAnswer(answer).result)
            word = outcome.map { "\($0)" } ?? "failed"
            if let outcome { try await platform.recordPolicyChange(change, outcome) }
        } catch {
            // It is due again when its wait is over.
            platform.log.warning(
                "a gateway was not told of a policy change", metadata: ["peer": "\(peer.originHost)", "error": "\(error)"])
        }
        platform.metrics.counter("gorse_policy_changes_total", "Changes of live sessions that gateways were told.", ["outcome": word])
            .increment()
    }
}

extension GxReAuthRequest {
    fileprivate init(_ change: PolicyChange, from identity: DiameterIdentity) {
        self.init(
            sessionID: change.session.id, originHost: identity.host, originRealm: identity.realm,
            destinationHost: change.session.gatewayHost, destinationRealm: change.session.gatewayRealm)
        switch change.action {
        case .update(let update): provision = PolicyProvision(update)
        case .release: releaseCause = .subscription
        }
    }
}

extension PolicyChange.Outcome {
    /// `nil`: it may go better another time.
    fileprivate init?(_ result: DiameterResult) {
        if result.isSuccess {
            self = .accepted
        } else if result == .base(.unknownSessionID) {
            self = .unknownSession
        } else if result.isTransient || result.isProtocolError {
            return nil
        } else {
            self = .refused
        }
    }
}
