import Store
import Telecom

/// A peer that a node lost.
private struct LostPeer: Codable {
    static let kind = "tell_lost_peer"
    /// So long a peer may be away without anybody being told.
    static let graceSeconds: Int64 = 60
    /// So long nobody is told of the same peer again.
    static let pauseSeconds: Int64 = 3600

    let node: String
    let name: String
    /// In microseconds since 1970.
    let lostAt: Int64
}

extension SQLTransaction {
    func enqueueTellingLostPeer(_ peer: NetworkPeer, at time: Timestamp) throws {
        let lost = LostPeer(node: peer.node, name: peer.name, lostAt: time.microsecondsSince1970)
        var due = time.adding(seconds: LostPeer.graceSeconds)
        for told in try networkPeers(named: peer.name).compactMap(\.toldAt) { due = max(due, told.adding(seconds: LostPeer.pauseSeconds)) }
        try enqueue(
            NewJob(kind: LostPeer.kind, key: "\(lost.node) \(lost.name) \(lost.lostAt)", payload: lost, runAt: due), at: time)
    }
}

extension Platform {
    /// Tells every admin of the operator (twenty at most) that a peer is lost, by a notification and a mail, unless it is back or some other
    /// node has it. Audited as `peer.lost`.
    fileprivate func tell(_ lost: LostPeer) async throws {
        let now = time.now()
        let at = Timestamp(microsecondsSince1970: lost.lostAt)
        try await store.write { transaction in
            let seen = try transaction.networkPeers(named: lost.name)
            guard let peer = seen.first(where: { $0.node == lost.node }), let loss = peer.lost, loss.at == at,
                seen.allSatisfy({ $0.lost != nil && ($0.toldAt.map { $0 < at } ?? true) })
            else { return }
            try transaction.markNetworkPeerTold(peer, at: now)
            try transaction.audit(
                actor: "system", action: "peer.lost", subject: peer.name,
                detail: ["node": peer.node, "address": peer.address, "reason": loss.reason], at: now)
            for admin in try transaction.reachableAdmins(of: .dotm, limit: 20) {
                try transaction.tell(admin.id, kind: "peer_lost", platform: self, at: now) { language, _ in
                    let facts = [
                        "peer": peer.name, "address": peer.address, "node": peer.node, "time": language.dayAndMinute(loss.at),
                        "reason": loss.reason,
                    ]
                    return News(
                        title: language.message("network.peer_lost.title", ["peer": peer.name]),
                        paragraphs: [language.message("network.peer_lost.text", facts), language.message("network.peer_lost.advice")],
                        link: MailText.Link(label: language.message("network.peer_lost.label"), url: "\(publicURL)/console/network"))
                }
            }
        }
    }
}

extension JobHandler {
    static let tellLostPeer = JobHandler(kind: LostPeer.kind) { platform, job in try await platform.tell(try job.decode(LostPeer.self)) }
}
