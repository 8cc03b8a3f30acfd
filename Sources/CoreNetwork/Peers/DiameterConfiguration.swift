import Diameter

/// How the Diameter door is set up.
///
/// Keys: `CORE_DIAMETER_LISTEN` (address and port, optional, off), `CORE_DIAMETER_IDENTITY` (name, `gorse.` and the realm),
/// `CORE_DIAMETER_REALM` (name, of `CORE_PLMN`), `CORE_DIAMETER_PEERS` (names and address ranges, this machine alone),
/// `CORE_DIAMETER_CONNECT` (names with address and port, none), `CORE_DIAMETER_TLS_LISTEN` (address and port, port 5658 beside the other),
/// `CORE_DIAMETER_TLS_CERT`, `CORE_DIAMETER_TLS_KEY`, `CORE_DIAMETER_TLS_TRUST` (files, none).
public struct DiameterConfiguration: Sendable {
    /// Where peers connect; none for a node that only calls.
    public var listeners: [Listener]
    /// Needed where a listener or a call is over TLS.
    public var tls: DiameterTLS?
    public var identity: DiameterIdentity
    public var peers: [AllowedPeer]
    /// Peers that this node connects to, and connects to again when they are lost.
    public var calls: [CalledPeer] = []
    public var timing = PeerConnection.Timing()
    public var callPauses = CallPauses()
    public var limits = Limits()

    public struct Listener: Sendable {
        public var host: String
        /// 0 takes a free one.
        public var port: Int
        public var transport: PeerTransport

        public init(host: String, port: Int, transport: PeerTransport = .tcp) {
            self.host = host
            self.port = port
            self.transport = transport
        }
    }

    public struct Limits: Sendable {
        /// Connections at once. When there are as many, the oldest that has not introduced itself makes room for a new one.
        public var connections = 1024
        /// Of them from one address, with the same rule.
        public var connectionsOfOneAddress = 128
        /// Requests of one peer that are being answered; beyond, nothing more is read from it until some are. Up to 256 kB that had
        /// already been read are still taken.
        public var requestsInFlight = 512
        /// Octets that wait for a peer to read them; beyond, nothing more is read from it until half of them are gone.
        public var unreadOctets = 1 << 20
        /// Seconds that a peer may stay beyond `unreadOctets` before it is dropped.
        public var secondsNotReading: Int64 = 10
        /// Our own requests to one peer that wait for an answer.
        public var requestsWaiting = 1024
        /// Seconds that a stop waits for answers and for peers to say goodbye.
        public var secondsToLeave: Int64 = 10

        public init() {}
    }

    public init(listeners: [Listener], identity: DiameterIdentity, peers: [AllowedPeer]) {
        self.listeners = listeners
        self.identity = identity
        self.peers = peers
    }
}
