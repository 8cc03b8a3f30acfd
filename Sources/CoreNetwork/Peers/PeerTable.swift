import Diameter
import NIOCore
import Telecom

/// The connections of the Diameter door: who may come in, and which peers are there.
public final class PeerTable: Sendable {
    private struct Connection {
        let address: InternetAddress
        let channel: any Channel
        let handler: NIOLoopBound<PeerChannelHandler>
        /// The Origin-Host, in lower case, from an accepted CER on; of a peer that is called, from the start.
        var name: String?
        let isCall: Bool
        var peer: Peer?
        /// Another connection with the same peer stays.
        var hasLostElection = false
    }

    private struct State {
        var connections: [UInt64: Connection] = [:]
        var names: [String: UInt64] = [:]
        var next: UInt64 = 0
        var isClosed = false
    }

    private let state = Lock(State())
    private let limits: DiameterConfiguration.Limits

    init(_ limits: DiameterConfiguration.Limits) { self.limits = limits }

    /// The peers that are there, by name.
    public var all: [Peer] {
        state.withLock { $0.connections.values.compactMap(\.peer) }.sorted { $0.originHost < $1.originHost }
    }

    /// The peer of this Origin-Host, when it is connected to this node.
    public func peer(_ originHost: String) -> Peer? {
        state.withLock { state in state.names[originHost.lowercased()].flatMap { state.connections[$0]?.peer } }
    }

    /// Whom a request of ours to `host` is given: that peer itself, else a relay that is connected.
    public func route(to host: String, for application: ApplicationID) -> Peer? {
        if let peer = peer(host), peer.applications.contains(application) { return peer }
        return all.first(where: \.isRelay)
    }

    /// The Origin-Hosts that requests of ours can be given to, in lower case; `nil` when there is a relay, which may reach any.
    public func reachable(for application: ApplicationID) -> [String]? {
        let peers = all
        if peers.contains(where: \.isRelay) { return nil }
        return peers.filter { $0.applications.contains(application) }.map { $0.originHost.lowercased() }
    }

    enum Admission {
        /// `inPlaceOf` is a connection that has to go.
        case admitted(UInt64, inPlaceOf: NIOLoopBound<PeerChannelHandler>?)
        case refused
    }

    /// - Parameter called: the name of a peer that this node calls; refused when that peer is there already.
    func admit(
        _ channel: any Channel, _ handler: NIOLoopBound<PeerChannelHandler>, from address: InternetAddress, called: String?
    ) -> Admission {
        let called = called?.lowercased()
        return state.withLock { state -> Admission in
            guard !state.isClosed, called.map({ state.names[$0] == nil }) ?? true else { return .refused }
            let ofAddress = state.connections.filter { $0.value.address == address }
            var candidates: Dictionary<UInt64, Connection>.Keys?
            if ofAddress.count >= limits.connectionsOfOneAddress {
                candidates = ofAddress.filter { $0.value.name == nil }.keys
            } else if state.connections.count >= limits.connections {
                candidates = state.connections.filter { $0.value.name == nil }.keys
            }
            var dropped: NIOLoopBound<PeerChannelHandler>?
            if let candidates {
                guard let oldest = candidates.min() else { return .refused }
                dropped = state.connections.removeValue(forKey: oldest)?.handler
            }
            state.next += 1
            state.connections[state.next] = Connection(
                address: address, channel: channel, handler: handler, name: called, isCall: called != nil)
            if let called { state.names[called] = state.next }
            return .admitted(state.next, inPlaceOf: dropped)
        }
    }

    /// Takes a name for a connection that a peer has opened. A call of ours to the same peer that is not open yet is an election
    /// (RFC 6733 §5.6.4): of the two connections the one stays that was opened towards the node of the greater name.
    /// - Returns: false when another connection has it, which is then asked for life.
    func claim(_ originHost: String, for id: UInt64, own: String) -> Bool {
        let name = originHost.lowercased()
        let (isClaimed, holder, loser) = state.withLock { state -> (Bool, Peer?, NIOLoopBound<PeerChannelHandler>?) in
            guard state.connections[id] != nil else { return (false, nil, nil) }
            var loser: NIOLoopBound<PeerChannelHandler>?
            if let holder = state.names[name], let connection = state.connections[holder] {
                guard connection.isCall, connection.peer == nil, PeerConnection.winsElection(own: own, peer: originHost) else {
                    return (false, connection.peer, nil)
                }
                state.connections[holder]!.name = nil
                state.connections[holder]!.hasLostElection = true
                loser = connection.handler
            }
            state.names[name] = id
            state.connections[id]!.name = name
            return (true, nil, loser)
        }
        holder?.doubt()
        if let loser { loser.eventLoop.execute { loser.value.loseElection() } }
        return isClaimed
    }

    /// - Returns: false when the connection has lost an election meanwhile and must go.
    func opened(_ peer: Peer, on id: UInt64) -> Bool {
        state.withLock { state in
            guard state.connections[id]?.hasLostElection == false else { return false }
            state.connections[id]!.peer = peer
            return true
        }
    }

    func remove(_ id: UInt64) {
        state.withLock { state in
            if let name = state.connections.removeValue(forKey: id)?.name { state.names[name] = nil }
        }
    }

    /// Says goodbye to every peer, takes no more, and returns when all connections have ended; after `secondsToLeave` they are cut.
    func leave(_ cause: DisconnectCause, on eventLoop: any EventLoop) async {
        let (handlers, channels) = state.withLock { state in
            state.isClosed = true
            return (state.connections.values.map(\.handler), state.connections.values.map(\.channel))
        }
        for handler in handlers { handler.eventLoop.execute { handler.value.leave(cause) } }
        let cut = eventLoop.scheduleTask(in: .seconds(limits.secondsToLeave)) { for channel in channels { channel.close(promise: nil) } }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: eventLoop).get()
        cut.cancel()
    }
}
