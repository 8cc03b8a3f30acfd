import Charging
import Store
import Telecom

/// A charging session that is open, at a gateway that can be told of changes.
public struct OpenSession: Hashable, Sendable {
    public let sessionID: String
    public let lineID: LineID
    public let gateway: Gateway
}

extension Platform {
    /// What gateways should hear of, as it happens on any node. The stream may lose notices: see `SessionNotice`.
    public func sessionNotices() -> AsyncCompactMapSequence<AsyncStream<String>, SessionNotice> {
        store.listen(SessionNotice.channel).compactMap { SessionNotice($0) }
    }

    /// The open sessions that a notice is about, at most `ChargingPolicy.greatestSessions`, in the order of their names.
    /// - Throws: `StoreError`.
    public func openSessions(concernedBy notice: SessionNotice) async throws -> [OpenSession] {
        try await store.read { transaction in
            let (group, only): (GroupID?, LineID?) =
                switch notice {
                case .moreUnits(let group): (group, nil)
                case .lineStopped(let line): (try transaction.chargeableLine(line)?.groupID, line)
                }
            guard let group else { return [] }
            return try transaction.chargingStates(of: [group])[group]!.state.sessions.compactMap { id, session in
                guard let gateway = session.gateway, only == nil || only == session.lineID else { return nil }
                return OpenSession(sessionID: id, lineID: session.lineID, gateway: gateway)
            }.sorted { $0.sessionID < $1.sessionID }
        }
    }
}
