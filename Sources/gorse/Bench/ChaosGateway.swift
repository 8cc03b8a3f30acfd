import Diameter
import Telecom

/// A gateway whose answers get lost and whose connections break, and that does what RFC 8506 has it do: it repeats a request, with the T bit and
/// on whichever node answers, until it knows what became of it. It also repeats what it knows long since, as a broken one would.
struct ChaosGateway: Sendable {
    struct Counts: Sendable {
        var requests = 0
        var sessions = 0
        var lost = 0
        var repeats = 0
        var cuts = 0
        /// Octets that requests reported, each request once.
        var used: Int64 = 0
        var faults: [String] = []

        mutating func add(_ other: Counts) {
            requests += other.requests
            sessions += other.sessions
            lost += other.lost
            repeats += other.repeats
            cuts += other.cuts
            used += other.used
            faults += other.faults
        }
    }

    private struct Request: Sendable {
        let message: DiameterMessage
        let type: CCRequestType
        var wasSent = false
        /// Octets granted; `nil` until it is answered.
        var granted: UInt64?
    }

    private(set) var counts = Counts()
    private let host: String
    private let realm: String
    private let imsis: [IMSI]
    private var chance: Chance
    private var session = 0
    private var length = 0
    private var imsi: IMSI
    /// Of the present session; the last one may wait for its answer.
    private var requests: [Request] = []

    init(_ number: Int, imsis: [IMSI], realm: String, seed: UInt64) {
        host = "gw\(number).visited.example"
        self.realm = realm
        self.imsis = imsis
        imsi = imsis[0]
        chance = Chance(seed: seed)
    }

    /// Runs sessions until the time is over, and the one that is open then to its end.
    /// - Throws: when it cannot be ended in two minutes.
    mutating func work(with nodes: ChaosNodes, until end: ContinuousClock.Instant) async throws {
        while !(ContinuousClock.now >= end && isIdle) {
            guard ContinuousClock.now < end + .seconds(120) else { throw ChaosConnection.Cut() }
            do {
                guard let port = await nodes.port(chance.below(nodes.count)) else { throw ChaosConnection.Cut() }
                try await ChaosConnection.open(port: port, host: host, realm: "visited.example") { connection in
                    while !(ContinuousClock.now >= end && isIdle) { try await step(connection, isPeaceful: ContinuousClock.now >= end) }
                }
            } catch {
                // The node is dead, or still has the connection before this one.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private var isIdle: Bool { requests.isEmpty || requests.last?.type == .termination && requests.last?.granted != nil }

    private mutating func step(_ connection: ChaosConnection, isPeaceful: Bool) async throws {
        if !isPeaceful {
            switch chance.below(40) {
            case 0:
                counts.cuts += 1
                throw ChaosConnection.Cut()
            case 1..<6: try await askAgain(connection)
            default: break
            }
        }
        if isIdle {
            begin()
        } else if requests.last?.granted != nil {
            requests.append(next())
        }
        let index = requests.count - 1
        let isLost = !isPeaceful && chance.below(12) == 0
        let isDouble = !isPeaceful && chance.below(12) == 0
        let first = try await send(index, connection)
        // A request may come twice before it is answered once.
        let identifier = isDouble ? try await send(index, connection) : first
        guard !isLost else {
            counts.lost += 1
            throw ChaosConnection.Cut()
        }
        try take(try await connection.answer(to: identifier), to: index)
    }

    private mutating func send(_ index: Int, _ connection: ChaosConnection) async throws -> UInt32 {
        var message = requests[index].message
        if requests[index].wasSent {
            counts.repeats += 1
            message.flags.insert(.retransmitted)
        }
        requests[index].wasSent = true
        return try await connection.send(message)
    }

    /// A request that was answered long since gets the same answer.
    private mutating func askAgain(_ connection: ChaosConnection) async throws {
        let answered = requests.indices.filter { requests[$0].granted != nil }
        guard !answered.isEmpty else { return }
        let index = answered[chance.below(answered.count)]
        try take(try await connection.answer(to: try await send(index, connection)), to: index)
    }

    private mutating func take(_ message: DiameterMessage, to index: Int) throws {
        let result = try message.required(AVPs.resultCode)
        // A node whose database is away, or that is stopping, is asked again.
        guard result != .tooBusy else { throw ChaosConnection.Cut() }
        guard result == .success else {
            counts.faults.append("\(host): request \(index) of session \(session) was answered \(result.rawValue)")
            requests = []
            return
        }
        let granted = try CreditControlAnswer(message).services.first?.granted?.totalOctets ?? 0
        if let before = requests[index].granted {
            if before != granted {
                counts.faults.append("\(host): \(before) octets were granted, and then \(granted) for the same request")
            }
        } else {
            requests[index].granted = granted
            counts.requests += 1
        }
    }

    private mutating func begin() {
        session += 1
        counts.sessions += 1
        length = 2 + chance.below(10)
        imsi = imsis[chance.below(imsis.count)]
        requests = [Request(message: message(.initial, used: nil), type: .initial)]
    }

    private mutating func next() -> Request {
        let used = chance.below(Int(requests.last?.granted ?? 0) + 1)
        counts.used += Int64(used)
        let type: CCRequestType = requests.count >= length ? .termination : .update
        return Request(message: message(type, used: UInt64(used)), type: type)
    }

    private func message(_ type: CCRequestType, used: UInt64?) -> DiameterMessage {
        var message = CreditControlRequest(
            sessionID: "\(host);\(session)", originHost: host, originRealm: "visited.example", destinationRealm: realm,
            serviceContextID: "32251@3gpp.org", type: type, number: type == .initial ? 0 : UInt32(requests.count),
            subscriptionIDs: [.init(.imsi, imsi.digits)],
            services: [
                .init(
                    ratingGroup: 10, requested: type == .termination ? nil : ServiceUnits(totalOctets: 1_000_000),
                    used: used.map { [ServiceUnits(totalOctets: $0)] } ?? [])
            ], calledStationID: "internet"
        ).message
        message.endToEnd = UInt32(truncatingIfNeeded: session) << 8 | UInt32(truncatingIfNeeded: requests.count) | 1 << 31
        return message
    }
}
