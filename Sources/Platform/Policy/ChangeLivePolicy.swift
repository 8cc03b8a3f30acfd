import Policy
import Store
import Subscribers
import Telecom

/// What a gateway has to be told about a session that lives.
public struct PolicyChange: Hashable, Sendable {
    public let session: PolicySession
    public let action: Action

    public enum Action: Hashable, Sendable {
        case update(PolicyUpdate)
        /// The line may not use the network any more.
        case release
    }

    public enum Outcome: Hashable, Sendable {
        case accepted
        /// The gateway will not do it, however often it is told.
        case refused
        /// The gateway has no such session.
        case unknownSession
    }
}

extension Platform {
    /// Takes up what gateways have to be told because of a purchase, an expiry, a threshold, a suspension. What is taken up is nobody else's
    /// until its wait is over: `recordPolicyChange` says that it was done; otherwise it is due again then.
    /// - Parameters:
    ///   - gateways: those that the caller reaches, by Origin-Host; `nil` for all.
    ///   - limit: changes at once, 1...256.
    /// - Throws: `StoreError`.
    public func claimPolicyChanges(of gateways: [String]?, limit: Int = 64) async throws -> [PolicyChange] {
        precondition((1...256).contains(limit))
        let now = time.now()
        guard try await store.read({ try !$0.untoldPolicySessions(of: gateways, at: now, limit: 1).isEmpty }) else { return [] }
        return try await store.write { transaction in
            try transaction.untoldPolicySessions(of: gateways, at: now, limit: limit).compactMap { session in
                try claim(session, at: now, transaction)
            }
        }
    }

    private func claim(_ session: PolicySession, at time: Timestamp, _ transaction: any SQLTransaction) throws -> PolicyChange? {
        var session = session
        var action: PolicyChange.Action?
        if let line = try transaction.line(session.lineID), line.state == .active {
            let decision = try policyDecision(for: line, session: session.id, in: session.servingNetwork, at: time, transaction)
            let update = session.update(to: decision)
            if session.needs(decision), session.beginAttempt(to: decision, at: time) { action = .update(update) }
        } else if session.beginAttempt(to: nil, at: time) {
            action = .release
        }
        if action == nil { session.settle() }
        try transaction.updatePolicySession(session)
        return action.map { PolicyChange(session: session, action: $0) }
    }

    /// Records what came of a change that was taken up.
    /// - Throws: `StoreError`.
    public func recordPolicyChange(_ change: PolicyChange, _ outcome: PolicyChange.Outcome) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard var session = try transaction.policySession(change.session.id), session.endedAt == nil else { return }
            switch (outcome, change.action) {
            case (.unknownSession, _): session.end(at: now)
            case (.accepted, .update(let update)), (.refused, .update(let update)):
                session.accepted(update.decision, revision: change.session.revision)
            case (.accepted, .release), (.refused, .release):
                if session.revision == change.session.revision { session.settle() }
            }
            try transaction.updatePolicySession(session)
        }
    }
}
