import Diameter
import NIOCore
import Platform
import Telecom

/// Why a connection was not taken or came to its end, as counted.
enum ConnectionEnd: Hashable, Sendable {
    case protocolEnd(PeerConnection.End)
    /// No allowed peer has this address.
    case address
    case tooManyConnections
    /// It had not introduced itself when another needed its place.
    case madeRoom
    /// Octets that are no Diameter messages.
    case malformed
    case doesNotRead
    /// TLS was not agreed on: no certificate, one that is not trusted, or something else than TLS 1.3.
    case tls
    /// The peer called at the same time, and its connection stays (RFC 6733 §5.6.4).
    case election
    /// The transport ended without a goodbye.
    case lost

    var label: String {
        switch self {
        case .protocolEnd(let end): end.rawValue
        case .address: "address"
        case .tooManyConnections: "too_many_connections"
        case .madeRoom: "made_room"
        case .malformed: "malformed"
        case .doesNotRead: "does_not_read"
        case .tls: "tls"
        case .election: "election"
        case .lost: "lost"
        }
    }
}

/// What the Diameter door counts.
final class DiameterMetrics: Sendable {
    let peers: Gauge
    let connections: Gauge
    private let metrics: Metrics
    private struct Answered: Hashable {
        let command: CommandCode
        let result: ResultCode?
    }
    private let answered = Lock<[Answered: Counter]>([:])
    private let durations = Lock<[CommandCode: Histogram]>([:])

    init(_ metrics: Metrics) {
        self.metrics = metrics
        peers = metrics.gauge("gorse_diameter_peers", "Peers whose capabilities are exchanged.")
        connections = metrics.gauge("gorse_diameter_connections", "Connections of Diameter peers, known or not.")
    }

    func ended(_ end: ConnectionEnd) {
        metrics.counter("gorse_diameter_connection_ends_total", "Ends of Diameter connections.", ["reason": end.label]).increment()
    }

    func called(_ isOpen: Bool) {
        metrics.counter(
            "gorse_diameter_calls_total", "Connections that this node opened, or could not open.", ["outcome": isOpen ? "open" : "failed"]
        ).increment()
    }

    /// Counts an answer and how long it took; at most 200 pairs of command and result are told apart.
    func answered(_ request: DiameterMessage, _ result: ResultCode?, in time: TimeAmount) {
        let key = Answered(command: request.command, result: result)
        let counter = answered.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = metrics.counter(
                "gorse_diameter_requests_total", "Requests of Diameter peers, by what they were answered.",
                ["command": request.command.label, "result": result.map { "\($0.rawValue)" } ?? "none"])
            if counters.count < 200 { counters[key] = counter }
            return counter
        }
        counter.increment()
        let command = request.command.label == "other" ? CommandCode(rawValue: 0) : request.command
        let histogram = durations.withLock { histograms in
            if let histogram = histograms[command] { return histogram }
            let histogram = metrics.durations(
                "gorse_diameter_request_seconds", "From a request's arrival to its answer.", ["command": command.label])
            histograms[command] = histogram
            return histogram
        }
        histogram.observe(.nanoseconds(time.nanoseconds))
    }
}

extension DiameterMessage {
    /// Result-Code, or the code in Experimental-Result.
    var result: ResultCode? {
        if let code = try? first(AVPs.resultCode) { return code }
        return (try? first(AVPs.experimentalResult)?.first(AVPs.experimentalResultCode)) ?? nil
    }
}

extension CommandCode {
    /// The command's short name as standards write its request, in lower case; `other` for what is not known.
    var label: String {
        switch self {
        case .capabilitiesExchange: "cer"
        case .reAuth: "rar"
        case .creditControl: "ccr"
        case .abortSession: "asr"
        case .sessionTermination: "str"
        case .deviceWatchdog: "dwr"
        case .disconnectPeer: "dpr"
        case .updateLocation: "ulr"
        case .cancelLocation: "clr"
        case .authenticationInformation: "air"
        case .insertSubscriberData: "idr"
        case .deleteSubscriberData: "dsr"
        case .purgeUE: "pur"
        case .reset: "rsr"
        case .notify: "nor"
        default: "other"
        }
    }
}
