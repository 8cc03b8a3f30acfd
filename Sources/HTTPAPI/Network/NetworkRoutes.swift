import Charging
import Platform
import Store
import Telecom

/// What the core network is connected to and what lives in it, for the operator.
enum NetworkRoutes {
    static let endpoints = [read, session]

    static let read = Endpoint(
        .get, "/v1/admin/network", "getNetwork", tag: "Network",
        "Tell which Diameter peers are there, and which charging sessions are open",
        description: "As the nodes last said, each 15 seconds; a peer that was lost stays for a week, or until it is back. "
            + "Sessions are the open ones of the newest.",
        access: .role(.admin, .support, scope: "admin:read"), output: NetworkBody.self
    ) { call in
        NetworkBody(try await call.platform.network(as: try call.principal))
    }

    static let session = Endpoint(
        .get, "/v1/admin/charging-sessions/{session_id}", "getChargingSession", tag: "Network", "Tell what became of a charging session",
        description: "Its sums over its first 1,000 requests.",
        access: .role(.admin, .support, scope: "admin:read"),
        parameters: [.path("session_id", .text(1...255), "The Session-Id, percent-encoded.")], output: ChargingSessionBody.self
    ) { call in
        guard let id = call.text("session_id") else { throw PlatformError.notFound("session") }
        return ChargingSessionBody(try await call.platform.chargingSession(id, as: try call.principal))
    }
}

struct NetworkBody: APIBody {
    struct Peer: APIBody {
        let node: String
        let name: String
        let realm: String
        let address: String
        let transport: String
        let applications: [String]
        let openedAt: Timestamp
        let seenAt: Timestamp
        let lostAt: Timestamp?
        let lostReason: String?
        let requests: Int64
        let requestsPerMinute: Int64
        let results: [String: Int64]
        let medianMicroseconds: Int64?
        let p99Microseconds: Int64?

        init(_ peer: NetworkPeer) {
            node = peer.node
            name = peer.name
            realm = peer.realm
            address = peer.address
            transport = peer.transport
            applications = peer.applications
            openedAt = peer.openedAt
            seenAt = peer.seenAt
            lostAt = peer.lost?.at
            lostReason = peer.lost?.reason
            requests = peer.requests
            requestsPerMinute = peer.requestsPerMinute
            results = Dictionary(uniqueKeysWithValues: peer.results.map { ("\($0.key)", $0.value) })
            medianMicroseconds = peer.latency?.medianMicroseconds
            p99Microseconds = peer.latency?.p99Microseconds
        }

        static let schemaName = "NetworkPeer"
        static let schema = JSONSchema.object([
            .required("node", .text(1...255), "The Origin-Host of the node that has it."),
            .required("name", .text(1...255), "Its Origin-Host."), .required("realm", .text(1...255)), .required("address", .text(1...100)),
            .required("transport", .oneOf(["tcp", "tls"])), .required("applications", .array(of: .text(1...20))),
            .required("opened_at", .time), .required("seen_at", .time), .optional("lost_at", .time, "Only of one that is lost."),
            .optional("lost_reason", .text(1...100)), .required("requests", .count, "Since it connected."),
            .required("requests_per_minute", .count), .required("results", .map(of: .count), "Answers by result code; 0 is any other."),
            .optional("median_microseconds", .count, "Of the last minute or two, where something was answered."),
            .optional("p99_microseconds", .count),
        ])
    }

    struct Session: APIBody {
        let sessionID: String
        let lineID: LineID
        let gateway: String?
        let openedAt: Timestamp
        let reserved: [ReservedUnitsBody]

        init(_ live: LiveChargingSession) {
            sessionID = live.id
            lineID = live.session.lineID
            gateway = live.session.gateway?.host
            openedAt = live.openedAt
            reserved = live.session.reservations.map { ReservedUnitsBody($0) }
        }

        static let schemaName = "OpenChargingSession"
        static let schema = JSONSchema.object([
            .required("session_id", .text(1...255)), .required("line_id", .id(Noun.Line.self)), .optional("gateway", .text(1...255)),
            .required("opened_at", .time), .required("reserved", .array(of: .body(ReservedUnitsBody.self), count: 0...1000)),
        ])
    }

    let peers: [Peer]
    let chargingSessions: [Session]

    init(_ network: NetworkOverview) {
        peers = network.peers.map { Peer($0) }
        chargingSessions = network.chargingSessions.map { Session($0) }
    }

    static let schemaName = "Network"
    static let schema = JSONSchema.object([
        .required("peers", .array(of: .body(Peer.self), count: 0...1000)),
        .required("charging_sessions", .array(of: .body(Session.self), count: 0...400)),
    ])
}

/// What is promised to one rating group.
struct ReservedUnitsBody: APIBody {
    let ratingGroup: UInt32?
    let unit: String
    let units: Int64

    init(_ reservation: Reservation) {
        ratingGroup = reservation.ratingGroup
        unit = reservation.unit.rawValue
        units = reservation.units
    }

    static let schemaName = "ReservedUnits"
    static let schema = JSONSchema.object([
        .optional("rating_group", .integer(0...Int64(UInt32.max))), .required("unit", .oneOf(ChargingUnit.self)),
        .required("units", .integer(0...ChargingUnit.greatestCount)),
    ])
}

struct ChargingSessionBody: APIBody {
    struct Sum: APIBody {
        let unit: String
        let granted: Int64
        let used: Int64
        let cost: Int64
        let debited: Int64
        let overage: Int64
        let refunded: Int64
        let addsUp: Bool

        init(_ sum: ChargingSessionStory.Sum) {
            unit = sum.unit.rawValue
            granted = sum.granted
            used = sum.used
            cost = sum.cost
            debited = sum.debited
            overage = sum.overage
            refunded = sum.refunded
            addsUp = sum.addsUp
        }

        static let schemaName = "ChargingSessionSum"
        static let schema = JSONSchema.object([
            .required("unit", .oneOf(ChargingUnit.self)), .required("granted", .octets), .required("used", .octets),
            .required("cost", .octets, "What the use costs by its tariffs."), .required("debited", .octets),
            .required("overage", .octets, "Due, and covered by no bucket."), .required("refunded", .octets),
            .required("adds_up", .boolean, "The cost is what was debited and what nothing covered."),
        ])
    }

    let sessionID: String
    let state: String
    let lineID: LineID?
    let gateway: String?
    let beganAt: Timestamp?
    let lastAt: Timestamp?
    let requests: Int
    let reserved: [ReservedUnitsBody]
    let sums: [Sum]

    init(_ story: ChargingSessionStory) {
        sessionID = story.sessionID
        state = story.state.rawValue
        lineID = story.lineID
        gateway = story.gateway?.host
        beganAt = story.requests.first?.at
        lastAt = story.requests.last?.at
        requests = story.requests.count
        reserved = story.reserved.map { ReservedUnitsBody($0) }
        sums = story.sums.map { Sum($0) }
    }

    static let schemaName = "ChargingSession"
    static let schema = JSONSchema.object([
        .required("session_id", .text(1...255)), .required("state", .oneOf(ChargingSessionStory.State.self)),
        .optional("line_id", .id(Noun.Line.self)), .optional("gateway", .text(1...255)), .optional("began_at", .time),
        .optional("last_at", .time), .required("requests", .integer(0...1000)),
        .required("reserved", .array(of: .body(ReservedUnitsBody.self), count: 0...1000)),
        .required("sums", .array(of: .body(Sum.self), count: 0...3), "By unit."),
    ])
}
