import ArgumentParser
import CoreNetwork
import Diameter
import Foundation
import Logging
import Platform
import Providers
import Store
import Telecom

/// An interface that `DiameterLoad` speaks.
enum DiameterInterface: String, CaseIterable, ExpressibleByArgument {
    /// Charging sessions: first request, eight updates, termination.
    case gy
    /// Authentication-Information-Requests, one vector each.
    case s6a

    var application: Capabilities.Application {
        switch self {
        case .gy: .init(.creditControl)
        case .s6a: .init(.s6a, vendorID: vendor3GPP)
        }
    }
}

/// `gorse bench diameter`: requests a second over real TCP connections, from the gateway's first octet to its last, with the server in the
/// same process. It fills the database that it is given with lines of its own: give it one that holds nothing else.
struct DiameterBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diameter", abstract: "Gy or S6a requests a second over TCP, and how long their answers take.",
        discussion: """
            Without --rate each caller asks as soon as it is answered (closed loop): the throughput is right, and waiting times are those of \
            requests that were sent, none of those that a slow server kept from being sent. With --rate requests are due at even intervals \
            whatever became of the others (open loop), and each time is measured from when its request was due: what a stall delays is counted \
            as late (no coordinated omission). Both ends share this machine. Ends with status 1 when an answer is no success.
            """)

    @Option(help: "A PostgreSQL database that holds nothing else; a SQLite file in the temporary folder unless given.")
    var database: String?
    @Option(help: "gy: charging sessions of ten requests; s6a: authentication requests.") var interface = DiameterInterface.gy
    @Option(help: "Connections, each a gateway of its own.") var connections = 4
    @Option(help: "Requests on their way at once, over all connections.") var callers = 256
    @Option(help: "Requests a second that are due; closed loop unless given.") var rate: Double?
    @Option(help: "Seconds to measure, after one that is not counted.") var seconds = 10.0
    @Option(help: "Lines that the sessions are spread over.") var lines = 1000
    @Flag(help: "Answer Gy without charging: what connections, codec and this client cost by themselves.") var bare = false

    func validate() throws {
        guard (1...64).contains(connections), (connections...connections * 512).contains(callers), seconds > 0,
            (1...1_000_000).contains(lines),
            rate.map({ $0 > 0 && $0 <= 1_000_000 }) ?? true, !bare || interface == .gy
        else {
            throw ValidationError(
                "connections is 1 to 64, callers as many to 512 a connection, seconds above 0, lines 1 to 1000000, rate above 0 to 1000000, bare for gy"
            )
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = Logger(label: "gorse.bench") { _ in SwiftLogNoOpLogHandler() }
        let store = try DatabaseLocation(database ?? folder.appendingPathComponent("diameter.sqlite").path).open(log: log)
        try await Migrator(store).migrate(at: TimeSource.system.now())
        let masterKey = try MasterKey([Randomness.system.bytes(32)])
        let population = AuthenticationPopulation(lines: lines, masterKey: masterKey)
        if !bare { try await population.insert(into: store) }
        let network = OwnNetwork(
            OwnNetwork.Settings(smdpAddress: "smdp.example.com")!, store: store, masterKey: masterKey, time: .system, randomness: .system)
        let platform = Platform(
            store: store, catalogs: try .load(nil, at: TimeSource.system.now()), carrier: network, masterKey: masterKey, time: .system,
            randomness: .system, log: log, payments: TestCards(books: store, masterKey: masterKey, time: .system, randomness: .system))
        let identity = DiameterIdentity(host: "ocs.bench.example", realm: "bench.example")
        let application: any DiameterApplication =
            switch interface {
            case .gy where bare: BareCharging(identity: identity)
            case .gy: GyApplication(platform, identity: identity)
            case .s6a: S6aApplication(platform, as: identity)
            }
        let server = DiameterServer(
            DiameterConfiguration(
                listeners: [.init(host: "127.0.0.1", port: 0)], identity: identity, peers: [AllowedPeer("*@127.0.0.1")!]),
            applications: [application], time: .system, randomness: .system, metrics: Metrics(), log: log)
        let result = try await server.whileServing { [self] port in
            let load = DiameterLoad(
                interface: interface, port: port, realm: identity.realm, connections: connections, callers: callers, rate: rate,
                imsis: (0..<lines).map(population.imsi))
            return try await load.run(seconds: seconds)
        }
        report(result, on: bare ? "no store" : "\(store.dialect)")
        await platform.charging.close()
        await store.close()
        if result.results.keys.contains(where: { !ResultCode(rawValue: $0).isSuccess }) || result.results.isEmpty { throw ExitCode.failure }
    }

    private func report(_ result: DiameterLoad.Result, on engine: String) {
        let loop = rate.map { String(format: "open loop, %.0f due a second", $0) } ?? "closed loop"
        print("\(interface.rawValue), \(engine), \(lines) lines, \(connections) connections, \(callers) callers, \(loop)")
        print(
            String(format: "  %.0f answers a second, %d in all", Double(result.latency.count) / result.seconds, Int(result.latency.count)))
        let shares = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)]
        print(
            "  " + shares.map { String(format: "%@ %.2f ms", $0.0, Double(result.latency.percentile($0.1)) / 1000) }.joined(separator: "  ")
        )
        print("  results " + result.results.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
    }
}

/// Answers every request with as much as it asks for, and remembers nothing.
private struct BareCharging: DiameterApplication {
    let identity: DiameterIdentity
    let capability = Capabilities.Application(.creditControl)
    let commands: Set<CommandCode> = [.creditControl]

    func answer(_ request: DiameterMessage, from peer: Peer) async -> DiameterMessage {
        do {
            let asked = try CreditControlRequest(request)
            let services = asked.services.map { service in
                CreditControlAnswer.ServiceAnswer(
                    ratingGroup: service.ratingGroup, resultCode: .success, granted: ServiceUnits(totalOctets: 1_000_000),
                    validityTime: 3600)
            }
            return CreditControlAnswer(
                sessionID: asked.sessionID, resultCode: .success, originHost: identity.host, originRealm: identity.realm, type: asked.type,
                number: asked.number, services: services
            ).message(answering: request)
        } catch {
            return request.answer(
                sessionID: nil, resultCode: .unableToComply, originHost: identity.host, originRealm: identity.realm)
        }
    }
}

extension DiameterServer {
    /// Serves while `body` runs, which is given the first listener's port.
    func whileServing<Value: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Value) async throws -> Value {
        let (ports, port) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await run { port.yield($0[0]) }
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(port) }
                throw CancellationError()
            }
            while let result = try await group.next() {
                if let result {
                    group.cancelAll()
                    return result
                }
            }
            throw CancellationError()
        }
    }
}
