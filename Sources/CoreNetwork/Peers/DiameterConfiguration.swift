import Diameter

/// How the Diameter door is set up.
///
/// Keys: `CORE_DIAMETER_LISTEN` (address and port, optional, off), `CORE_DIAMETER_IDENTITY` (name, `gorse.` and the realm),
/// `CORE_DIAMETER_REALM` (name, of `CORE_PLMN`), `CORE_DIAMETER_PEERS` (names and address ranges, this machine alone).
public struct DiameterConfiguration: Sendable {
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    public var identity: DiameterIdentity
    public var peers: [AllowedPeer]
    public var timing = PeerConnection.Timing()
    public var limits = Limits()

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

    public init(host: String, port: Int, identity: DiameterIdentity, peers: [AllowedPeer]) {
        self.host = host
        self.port = port
        self.identity = identity
        self.peers = peers
    }
}
