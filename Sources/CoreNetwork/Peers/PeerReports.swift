import Diameter
import NIOCore
import Platform
import Store
import Telecom

/// Tells the database which peers a node has, so that operators see those of all nodes, and that one was lost.
public struct PeerReports: Sendable {
    private let platform: Platform
    private let identity: DiameterIdentity
    /// One after another, so that a count never comes behind the end of its peer; `nil` when it is time to count.
    private let news: AsyncStream<PeerChange?>
    private let new: AsyncStream<PeerChange?>.Continuation

    public init(_ platform: Platform, as identity: DiameterIdentity) {
        self.platform = platform
        self.identity = identity
        // Of more changes at once than these the oldest are forgotten: the next report says who is there.
        (news, new) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    /// For `DiameterServer`'s `onChange`.
    public func heard(_ change: PeerChange) { new.yield(change) }

    /// Reports changes as they come and everything each 15 seconds, until the task is cancelled; then the node's peers are taken off the list.
    public func keep(_ peers: PeerTable) async {
        await withTaskGroup { group in
            group.addTask { while (try? await Task.sleep(for: .seconds(15))) != nil { new.yield(nil) } }
            for await change in news { await report(change, peers) }
        }
        // A cancelled task may not write.
        await Task { [platform, identity] in try? await platform.forgetPeers(of: identity.host) }.value
    }

    /// - Parameter change: `nil` to count those that are there.
    func report(_ change: PeerChange?, _ peers: PeerTable) async {
        do {
            switch change {
            case .opened(let peer): try await platform.reportPeers([report(peer)])
            case .gone(let peer, let reason): try await platform.reportGonePeer(report(peer), reason: reason)
            case nil: try await platform.reportPeers(peers.all.map(report))
            }
        } catch {
            platform.log.warning("Diameter peers are not reported", metadata: ["error": "\(error)"])
        }
    }

    private func report(_ peer: Peer) -> NetworkPeer {
        let counts = peer.statistics.counts(at: NIODeadline.now().wholeSeconds)
        let latency = counts.latency
        return NetworkPeer(
            node: identity.host, name: peer.originHost, realm: peer.originRealm, address: "\(peer.address)",
            transport: peer.transport.rawValue, applications: peer.applications.map(\.label).sorted(), openedAt: peer.openedAt,
            seenAt: platform.time.now(), requests: counts.requests, results: counts.results,
            latency: latency.count == 0
                ? nil
                : NetworkPeer.Latency(
                    medianMicroseconds: Int64(latency.percentile(0.5)), p99Microseconds: Int64(latency.percentile(0.99))))
    }
}

extension ApplicationID {
    /// As operators call it; the number for what is not known.
    public var label: String {
        switch self {
        case .creditControl: "Gy"
        case .gx: "Gx"
        case .s6a: "S6a"
        case .cx: "Cx"
        case .sy: "Sy"
        default: "\(rawValue)"
        }
    }
}
