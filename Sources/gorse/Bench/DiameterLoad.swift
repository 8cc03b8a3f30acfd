import CoreNetwork
import Diameter
import Platform
import Subscribers
import Telecom

/// Gateways or MMEs that ask over connections of their own.
struct DiameterLoad: Sendable {
    let interface: DiameterInterface
    let port: Int
    let realm: String
    let connections: Int
    /// Requests on their way at once, over all connections.
    let callers: Int
    /// Requests a second that are due; `nil` where each caller asks as soon as it is answered.
    let rate: Double?
    let imsis: [IMSI]

    struct Result: Sendable {
        var latency = LatencyHistogram()
        /// By result code.
        var results: [UInt32: Int] = [:]
        var seconds = 0.0
    }

    /// - Throws: `DiameterClient.NotConnected`; `PeerError` when an answer does not come.
    func run(seconds: Double) async throws -> Result {
        // What the first second measures is connections and caches that are warming up.
        let start = ContinuousClock.now + .seconds(1)
        let end = start + .seconds(seconds)
        var result = try await withThrowingTaskGroup(of: Result.self) { group in
            for connection in 0..<connections { group.addTask { try await connect(connection, start, end) } }
            return try await group.reduce(into: Result()) { $0.add($1) }
        }
        // What was due is asked late rather than never, and then it took longer.
        let took = (ContinuousClock.now - start).components
        result.seconds = max(seconds, Double(took.seconds) + Double(took.attoseconds) / 1e18)
        return result
    }

    private func connect(_ number: Int, _ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant) async throws -> Result {
        let identity = DiameterIdentity(host: "gw\(number).bench.example", realm: "bench.example")
        let own = stride(from: number, to: callers, by: connections)
        return try await DiameterClient.connected(
            to: "127.0.0.1", port: port, as: identity, applications: [interface.application]
        ) { peer in
            try await withThrowingTaskGroup(of: Result.self) { group in
                for caller in own { group.addTask { try await call(caller, identity, peer, start, end) } }
                return try await group.reduce(into: Result()) { $0.add($1) }
            }
        }
    }

    private func call(
        _ caller: Int, _ identity: DiameterIdentity, _ peer: Peer, _ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant
    ) async throws -> Result {
        let clock = ContinuousClock()
        var result = Result()
        var talk = Talk(interface, caller, identity, realm: realm, imsis: imsis)
        var schedule = rate.map { Schedule(start: start - .seconds(1), caller: caller, callers: callers, rate: $0) }
        while true {
            let due = schedule?.next() ?? clock.now
            if due >= end { return result }
            if clock.now < due { try await clock.sleep(until: due, tolerance: .zero) }
            let answer = try await peer.send(talk.next(), waiting: 30)
            let code = try talk.hear(answer)
            guard due >= start else { continue }
            let wait = (clock.now - due).components
            result.latency.record(microseconds: UInt64(wait.seconds) * 1_000_000 + UInt64(wait.attoseconds / 1_000_000_000_000))
            result.results[code.rawValue, default: 0] += 1
        }
    }

    /// When a caller's requests are due: those of all callers lie at even intervals.
    private struct Schedule {
        private let start: ContinuousClock.Instant
        private let interval: Duration
        private var due: Duration

        init(start: ContinuousClock.Instant, caller: Int, callers: Int, rate: Double) {
            self.start = start
            interval = .seconds(Double(callers) / rate)
            due = .seconds(Double(caller) / rate)
        }

        mutating func next() -> ContinuousClock.Instant {
            defer { due += interval }
            return start + due
        }
    }
}

/// What one caller says, one request after another.
private struct Talk {
    private let interface: DiameterInterface
    private let caller: Int
    private let identity: DiameterIdentity
    private let realm: String
    private let imsis: [IMSI]
    private let run = UInt32.random(in: 0 ... .max)
    private var chance: Chance
    private var imsi: IMSI
    private var session = 0
    /// Of the session: 0 for its first request, 9 for its last.
    private var number: UInt32 = 0
    private var granted: UInt64 = 0

    init(_ interface: DiameterInterface, _ caller: Int, _ identity: DiameterIdentity, realm: String, imsis: [IMSI]) {
        self.interface = interface
        self.caller = caller
        self.identity = identity
        self.realm = realm
        self.imsis = imsis
        chance = Chance(seed: UInt64(caller))
        imsi = imsis[0]
    }

    mutating func next() -> DiameterMessage {
        if number == 0 || interface == .s6a {
            imsi = imsis[chance.below(imsis.count)]
            session += 1
            granted = 0
        }
        return interface == .gy ? charging : authentication
    }

    /// - Returns: the result that the answer says.
    mutating func hear(_ answer: DiameterMessage) throws -> ResultCode {
        number = (number + 1) % 10
        guard let code = try answer.first(AVPs.resultCode) else {
            return try answer.required(AVPs.experimentalResult).required(AVPs.experimentalResultCode)
        }
        if interface == .gy { granted = try CreditControlAnswer(answer).services.first?.granted?.totalOctets ?? 0 }
        return code
    }

    private var sessionID: String { "\(identity.host);\(run);\(caller);\(session)" }

    private var charging: DiameterMessage {
        let type: CCRequestType = number == 0 ? .initial : number == 9 ? .termination : .update
        return CreditControlRequest(
            sessionID: sessionID, originHost: identity.host, originRealm: identity.realm, destinationRealm: realm,
            serviceContextID: "32251@3gpp.org", type: type, number: number, subscriptionIDs: [.init(.imsi, imsi.digits)],
            services: [
                .init(
                    ratingGroup: 1, requested: number == 9 ? nil : ServiceUnits(),
                    used: number == 0 ? [] : [ServiceUnits(totalOctets: granted)])
            ], calledStationID: "internet"
        ).message
    }

    private var authentication: DiameterMessage {
        AuthenticationInformationRequest(
            route: S6aRoute(
                sessionID: sessionID, originHost: identity.host, originRealm: identity.realm, destinationHost: nil,
                destinationRealm: realm), imsi: imsi, visitedPLMN: PLMN("00101")!, eutran: .init(count: 1)
        ).message
    }
}

extension DiameterLoad.Result {
    fileprivate mutating func add(_ other: DiameterLoad.Result) {
        latency.merge(other.latency)
        results.merge(other.results, uniquingKeysWith: +)
    }
}
