import Diameter
import Logging
import NIOCore
import Platform
import Synchronization
import Telecom

/// What the connections of one Diameter door share.
final class PeerHub: Sendable {
    let configuration: DiameterConfiguration
    let table: PeerTable
    let metrics: DiameterMetrics
    let time: TimeSource
    let log: Logger
    let applications: [ApplicationID: any DiameterApplication]
    let onChange: @Sendable (PeerChange) -> Void
    let trace: DiameterTrace?
    private let capabilities: Set<Capabilities.Application>
    /// RFC 6733 §3 asks for identifiers that stay unique for four minutes, also across a restart: they begin with the time.
    private let lastEndToEnd: Atomic<UInt32>

    init(
        _ configuration: DiameterConfiguration, applications: [any DiameterApplication], time: TimeSource, randomness: Randomness,
        metrics: Metrics, log: Logger, trace: DiameterTrace? = nil, onChange: @escaping @Sendable (PeerChange) -> Void = { _ in }
    ) {
        self.trace = trace
        self.onChange = onChange
        self.configuration = configuration
        self.applications = Dictionary(uniqueKeysWithValues: applications.map { ($0.capability.id, $0) })
        capabilities = Set(applications.map(\.capability))
        self.time = time
        self.log = log
        table = PeerTable(configuration.limits)
        self.metrics = DiameterMetrics(metrics)
        let start = UInt32(truncatingIfNeeded: time.now().secondsSince1970) << 20 | UInt32(randomness.number(below: 1 << 20))
        lastEndToEnd = Atomic(start)
    }

    func nextEndToEnd() -> UInt32 { lastEndToEnd.wrappingAdd(1, ordering: .relaxed).newValue }

    /// What this node says of itself on a connection that reached it at `address`.
    func own(at address: InternetAddress?) -> Capabilities {
        Capabilities(
            originHost: configuration.identity.host, originRealm: configuration.identity.realm,
            hostAddresses: address.flatMap { DiameterAddress(octets: $0.octets) }.map { [$0] } ?? [], applications: capabilities)
    }

    /// Why a peer that introduces itself may not stay.
    /// - Parameter certified: over TLS the names in its certificate, of which its Origin-Host must be one.
    func refusal(
        of peer: Capabilities, on id: UInt64, from address: InternetAddress, over transport: PeerTransport, certified: [String]
    ) -> ResultCode? {
        guard configuration.peers.contains(where: { $0.allows(peer.originHost, from: address, over: transport) }),
            transport == .tcp || certified.contains(peer.originHost.lowercased())
        else { return .unknownPeer }
        return table.claim(peer.originHost, for: id, own: configuration.identity.host) ? nil : .electionLost
    }

    /// The application that answers a request.
    /// - Throws: `DiameterFailure` with the protocol error that it deserves (RFC 6733 §6.1, §7.1.3).
    func application(for request: DiameterMessage, of peer: Peer) throws(DiameterFailure) -> any DiameterApplication {
        // Every node of the realm serves every session, so the host that is asked for does not matter.
        if let realm = try request.first(AVPs.destinationRealm), realm.lowercased() != configuration.identity.realm.lowercased() {
            throw DiameterFailure(.realmNotServed, "this node serves another realm")
        }
        let own = configuration.identity.host.lowercased()
        guard try !request.all(AVPs.routeRecord).contains(where: { $0.lowercased() == own }) else {
            throw DiameterFailure(.loopDetected, "the request has been here before")
        }
        guard let application = applications[request.applicationID], peer.applications.contains(request.applicationID) else {
            throw DiameterFailure(.applicationUnsupported, "application \(request.applicationID.rawValue) is not served here")
        }
        guard application.commands.contains(request.command) else {
            throw DiameterFailure(.commandUnsupported, "command \(request.command.rawValue) is not served here")
        }
        return application
    }
}
