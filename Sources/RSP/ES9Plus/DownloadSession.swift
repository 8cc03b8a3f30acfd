import Crypto
import Telecom

/// One download as the SM-DP+ sees it, from the eUICC's challenge to the bound package. A value without a clock or a key: whoever keeps it
/// may store it. Source: GSMA SGP.22 §3.1.2, §3.1.3.
public struct DownloadSession: Hashable, Sendable {
    /// How long a download may take, from its first request.
    public static let lifetimeSeconds: Int64 = 900

    public enum Stage: Hashable, Sendable {
        /// Waits for the eUICC's proof.
        case challenged(serverChallenge: [UInt8])
        /// The eUICC is proved; a profile is offered.
        case offered(Offer)
        /// The profile is bound and handed out.
        case bound(Offer)
    }

    public struct Offer: Hashable, Sendable {
        public let iccid: ICCID
        public let eid: EID
        /// The eUICC's public key, x and y of 32 octets.
        public let euiccKey: [UInt8]
        /// The server's second signature, which the eUICC signs in turn.
        public let signature: [UInt8]
    }

    public let transactionID: TransactionID
    public let startedAt: Timestamp
    /// What the eUICC was told that our address is.
    public let serverAddress: String
    public internal(set) var stage: Stage

    init(transactionID: TransactionID, startedAt: Timestamp, serverAddress: String, serverChallenge: [UInt8]) {
        self.transactionID = transactionID
        self.startedAt = startedAt
        self.serverAddress = serverAddress
        stage = .challenged(serverChallenge: serverChallenge)
    }

    public func isOver(at now: Timestamp) -> Bool { now.seconds(since: startedAt) >= Self.lifetimeSeconds }

    /// The profile that is offered or bound.
    public var iccid: ICCID? {
        switch stage {
        case .challenged: nil
        case .offered(let offer), .bound(let offer): offer.iccid
        }
    }
}

/// The downloads that are under way on one node, bounded in number and time: when it is full the oldest makes room.
public struct DownloadSessions: Sendable {
    public let capacity: Int
    private var sessions: [TransactionID: DownloadSession] = [:]
    /// Those that a request works on.
    private var taken: Set<TransactionID> = []
    /// In the order of their beginning, from `first` on; what makes room is taken away from the front.
    private var order: [TransactionID] = []
    private var first = 0

    /// - Parameter capacity: at least 1; a session takes some 300 octets.
    public init(capacity: Int = 10_000) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    public var count: Int { sessions.count }

    public mutating func insert(_ session: DownloadSession, at now: Timestamp) {
        while first < order.count {
            // One that ended before its time has left its place behind.
            if let oldest = sessions[order[first]], !oldest.isOver(at: now), sessions.count < capacity { break }
            end(order[first])
            first += 1
        }
        if first > order.count / 2 {
            order.removeFirst(first)
            first = 0
        }
        sessions[session.transactionID] = session
        order.append(session.transactionID)
    }

    /// Gives a session to one request; another that asks meanwhile is refused. The one that has it says how it goes on by `replace` or `end`.
    public mutating func take(_ id: TransactionID, at now: Timestamp) throws(StatusCode) -> DownloadSession {
        guard let session = sessions[id], !session.isOver(at: now), taken.insert(id).inserted else { throw .unknownTransaction }
        return session
    }

    /// Puts back a session that was taken, unless it had to make room.
    public mutating func replace(_ session: DownloadSession) {
        guard taken.remove(session.transactionID) != nil else { return }
        sessions[session.transactionID] = session
    }

    public mutating func end(_ id: TransactionID) {
        sessions[id] = nil
        taken.remove(id)
    }
}
