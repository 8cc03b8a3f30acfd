/// How much is promised at once and for how long.
public struct ChargingPolicy: Hashable, Sendable {
    public struct Grant: Hashable, Sendable {
        /// Units promised at once while there is plenty.
        public var quantum: Int64
        /// No smaller share is made of what is left: below it, the last units go out in one grant.
        public var smallest: Int64

        public init(quantum: Int64, smallest: Int64) {
            precondition(smallest > 0 && quantum >= smallest)
            self.quantum = quantum
            self.smallest = smallest
        }
    }

    public var octets = Grant(quantum: 100_000_000, smallest: 1_000_000)
    public var seconds = Grant(quantum: 600, smallest: 30)
    public var messages = Grant(quantum: 10, smallest: 1)
    /// Seconds that a grant is valid: the gateway reports by then.
    public var validitySeconds: Int64 = 3600
    /// Seconds after the validity that a silent gateway's reservation is still held; RFC 8506 §13 advises a Tcc of about twice the validity.
    public var holdingSeconds: Int64 = 3600
    /// Seconds after its last request that a session without reservations is forgotten.
    public var idleSeconds: Int64 = 86_400
    /// Sessions that one group may have open at once.
    public var greatestSessions = 256

    /// A grant from a bucket about to expire is valid until then, but not shorter than this.
    public static let shortestValiditySeconds: Int64 = 30

    public init() {}

    func grant(of unit: ChargingUnit) -> Grant {
        switch unit {
        case .octets: octets
        case .seconds: seconds
        case .messages: messages
        }
    }
}
