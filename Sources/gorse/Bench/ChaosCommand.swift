import ArgumentParser
import Foundation
import Logging
import Platform
import Store
import Telecom

/// `gorse bench chaos`: gateways under load while serving processes are killed, answers are lost, requests repeated and connections cut; then
/// every octet that was used must have been debited once, nothing may be reserved, and nothing be negative.
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos", abstract: "Charge over Diameter while everything fails, and check that every octet is charged once.",
        discussion: "Ends with status 1 when the books are not what the gateways used.")

    @Option(help: "A PostgreSQL database that holds nothing else, for several nodes; SQLite files in the temporary folder unless given.")
    var database: String?
    @Option(help: "Serving processes; more than one needs --database.") var nodes = 1
    @Option(help: "Gateways, each with one session at a time.") var gateways = 16
    @Option(help: "Lines that the sessions are spread over.") var lines = 20
    @Option(help: "Seconds of trouble.") var seconds = 20.0
    @Option(help: "Milliseconds between two kills, on average.") var killEvery = 2500
    @Option(help: "Repeats a run's decisions, though not its timing.") var seed: UInt64 = .random(in: 0 ... .max)

    func validate() throws {
        guard (1...8).contains(nodes), nodes == 1 || database != nil, (1...256).contains(gateways), (1...100_000).contains(lines),
            seconds > 0, (200...600_000).contains(killEvery)
        else {
            throw ValidationError(
                "nodes is 1 to 8 and 1 without --database, gateways 1 to 256, lines 1 to 100000, seconds above 0, kill-every 200 to 600000")
        }
    }

    func run() async throws {
        print("seed \(seed)")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-chaos-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let masterKey = Randomness.system.bytes(32)
        let population = AuthenticationPopulation(lines: lines, masterKey: try MasterKey([masterKey]))
        let location = database ?? folder + "/node0/gorse.sqlite"
        try FileManager.default.createDirectory(atPath: folder + "/node0", withIntermediateDirectories: true)
        let log = Logger(label: "gorse.bench") { _ in SwiftLogNoOpLogHandler() }
        try await withStore(location, log) { store in
            try await Migrator(store).migrate(at: TimeSource.system.now())
            try await population.insert(into: store)
        }
        let key = masterKey.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let processes = try await ChaosNodes(
            count: nodes, folder: folder, database: database, masterKey: key, realm: "chaos.example")
        let clients = (0..<gateways).map {
            ChaosGateway($0, imsis: (0..<lines).map(population.imsi), realm: "chaos.example", seed: seed &+ UInt64($0))
        }
        let counts = try await trouble(clients, processes)
        try await processes.stop()
        let holds = try await withStore(location, log) { store in try await judge(counts, kills: await processes.kills, store) }
        if !holds { throw ExitCode.failure }
    }

    private func withStore<Value>(_ location: String, _ log: Logger, _ body: (any SQLEngine) async throws -> Value) async throws -> Value {
        let store = try DatabaseLocation(location).open(log: log)
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// Load and kills until the time is over; then every gateway ends its session in peace.
    private func trouble(_ clients: [ChaosGateway], _ processes: ChaosNodes) async throws -> ChaosGateway.Counts {
        let end = ContinuousClock.now + .seconds(seconds)
        return try await withThrowingTaskGroup(of: ChaosGateway.Counts.self) { group in
            for client in clients {
                group.addTask {
                    var client = client
                    try await client.work(with: processes, until: end)
                    return client.counts
                }
            }
            group.addTask { [killEvery, seed] in
                var chance = Chance(seed: seed)
                while ContinuousClock.now < end {
                    try await Task.sleep(for: .milliseconds(killEvery / 2 + chance.below(killEvery)))
                    try await processes.killAndStart(chance.below(processes.count))
                }
                return ChaosGateway.Counts()
            }
            return try await group.reduce(into: ChaosGateway.Counts()) { $0.add($1) }
        }
    }

    private func judge(_ sum: ChaosGateway.Counts, kills: Int, _ store: any SQLEngine) async throws -> Bool {
        var found = JournalVerification()
        var after: GroupID?
        while let groups = try await store.read({ [after] in try $0.chargedGroups(after: after, limit: 500) }).nonEmpty {
            for group in groups {
                let part = try await store.read { try $0.verifyChargingJournal(of: group) }
                found.octetsUsed += part.octetsUsed
                found.octetsReserved += part.octetsReserved
                found.overageOctets += part.overageOctets
                found.faults += part.faults
            }
            after = groups.last
        }
        print(
            "\(sum.requests) requests, \(sum.sessions) sessions, \(kills) kills, \(sum.lost) answers lost, \(sum.repeats) repetitions, "
                + "\(sum.cuts) connections cut")
        print(
            "\(sum.used) octets used by gateways, \(found.octetsUsed) debited, \(found.octetsReserved) reserved, \(found.overageOctets) uncovered"
        )
        for fault in sum.faults + found.faults { print("BROKEN: \(fault)") }
        let holds =
            sum.faults.isEmpty && found.faults.isEmpty && sum.used == found.octetsUsed && found.octetsReserved == 0
            && found.overageOctets == 0 && sum.requests > 0
        print(holds ? "every octet was charged once" : "BROKEN: the books are not what the gateways used")
        return holds
    }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
