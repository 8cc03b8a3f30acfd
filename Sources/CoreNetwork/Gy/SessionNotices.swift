import Diameter
import Platform
import Store
import Telecom

/// Tells gateways of this node what has happened to their sessions: a top-up lets a session go on by a Re-Auth-Request, a suspension ends
/// it by an Abort-Session-Request. Every node hears every notice, and the one that holds the gateway's connection speaks.
struct SessionNotices: Sendable {
    let platform: Platform
    let identity: DiameterIdentity
    let peers: PeerTable

    /// Until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await notice in platform.sessionNotices() {
                group.addTask { await tell(notice) }
            }
        }
    }

    func tell(_ notice: SessionNotice) async {
        do {
            let sessions = try await platform.openSessions(concernedBy: notice)
            await withDiscardingTaskGroup { group in
                for session in sessions { group.addTask { await tell(session, notice) } }
            }
        } catch {
            platform.log.warning("gateways are not told of a change", metadata: ["error": "\(error)"])
        }
    }

    private func tell(_ session: OpenSession, _ notice: SessionNotice) async {
        guard let peer = peers.route(to: session.gateway.host, for: .creditControl) else { return }
        let kind: SessionRequest.Kind =
            switch notice {
            case .moreUnits: .reAuthorize
            case .lineStopped: .abort
            }
        let request = SessionRequest(
            kind, sessionID: session.sessionID, originHost: identity.host, originRealm: identity.realm,
            destinationHost: session.gateway.host,
            destinationRealm: session.gateway.realm)
        let result: String
        do {
            result = try await peer.send(request.message).result.map { "\($0.rawValue)" } ?? "none"
        } catch {
            result = "\(error)"
        }
        platform.metrics.counter(
            "gorse_diameter_session_notices_total", "Gateways told of a change to an open session, by what they answered.",
            ["command": request.message.command.label, "result": result]
        ).increment()
    }
}
