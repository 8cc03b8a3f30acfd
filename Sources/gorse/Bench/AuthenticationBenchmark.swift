import ArgumentParser
import Foundation
import Logging
import Platform
import Providers
import Store
import Subscribers
import Telecom

/// `gorse bench authentication`: vectors with durable sequence numbers a second, over the rate at which the engine below moves the same rows
/// in batches of the same size. It fills the database that it is given with lines of its own: give it one that holds nothing else.
struct AuthenticationBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authentication", abstract: "Durable authentication requests a second, over the rate of hand-made batches.")

    @Option(help: "A PostgreSQL database that holds nothing else; a SQLite file in the temporary folder unless given.")
    var database: String?
    @Option(help: "MMEs that wait for an answer each.") var callers = 256
    @Option(help: "Seconds for each of verbs and hand-made batches, in five turns.") var seconds = 5.0
    @Option(help: "Subscribers that the requests are spread over.") var lines = 1000

    func validate() throws {
        guard (1...10_000).contains(callers), seconds > 0, (1...1_000_000).contains(lines) else {
            throw ValidationError("callers is 1 to 10000, seconds above 0, lines 1 to 1000000")
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = Logger(label: "gorse.bench") { _ in SwiftLogNoOpLogHandler() }
        let path = folder.appendingPathComponent("authentication.sqlite").path
        let store = CountingStore(try DatabaseLocation(database ?? path).open(log: log))
        try await Migrator(store).migrate(at: TimeSource.system.now())
        let masterKey = try MasterKey([Randomness.system.bytes(32)])
        let population = AuthenticationPopulation(lines: lines, masterKey: masterKey)
        try await population.insert(into: store)
        let network = OwnNetwork(
            OwnNetwork.Settings(smdpAddress: "smdp.example.com")!, store: store, masterKey: masterKey, time: .system, randomness: .system)
        let platform = Platform(
            store: store, catalogs: try .load(nil, at: TimeSource.system.now()), carrier: network, masterKey: masterKey, time: .system,
            randomness: .system, log: log, payments: TestCards(books: store, masterKey: masterKey, time: .system, randomness: .system))
        try await measure(platform, store, population)
        await store.close()
    }

    private func measure(_ platform: Platform, _ store: CountingStore, _ population: AuthenticationPopulation) async throws {
        let turns = 5
        print("\(store.dialect), \(lines) subscribers, \(callers) callers, one vector each")
        print("  turn   verbs/s  batch  hand-made/s  ratio   p50 ms   p99 ms")
        for turn in 1...turns {
            let before = store.writes
            let result = try await ask(platform, population, seconds / Double(turns))
            let batch = max(1, Int((Double(result.answers) / Double(max(1, store.writes - before))).rounded()))
            let hand = try await move(store, population, batch, seconds / Double(turns))
            print(
                String(
                    format: "  %4d  %8.0f  %5d  %11.0f  %5.2f  %7.2f  %7.2f", turn, result.rate, batch, hand, result.rate / hand,
                    Double(result.latency(0.5)) / 1000, Double(result.latency(0.99)) / 1000))
        }
    }

    /// MMEs that ask without a pause, each waiting for its answer, for subscribers chosen by chance.
    private func ask(
        _ platform: Platform, _ population: AuthenticationPopulation, _ seconds: Double
    ) async throws -> ChargingGateways.Result {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var result = try await withThrowingTaskGroup(of: ChargingGateways.Result.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var result = ChargingGateways.Result()
                    var chance = Chance(seed: UInt64(caller))
                    while clock.now < end {
                        let imsi = population.imsi(chance.below(population.lines))
                        let sent = clock.now
                        let outcome = try await platform.authenticateSubscriber(
                            AuthenticationRequest(imsi: imsi, servingNetwork: Self.network))
                        guard case .vectors = outcome else { throw Refused() }
                        if result.answers % 8 == 0 {
                            let wait = (clock.now - sent).components
                            result.latencies.append(Int(wait.seconds) * 1_000_000 + Int(wait.attoseconds / 1_000_000_000_000))
                        }
                        result.answers += 1
                    }
                    return result
                }
            }
            return try await group.reduce(into: ChargingGateways.Result()) { sum, part in
                sum.answers += part.answers
                sum.latencies += part.latencies
            }
        }
        let elapsed = (clock.now - start).components
        result.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        result.latencies.sort()
        return result
    }

    /// The yardstick: the engine moves as many sequence numbers in each transaction, and does nothing else.
    private func move(
        _ store: CountingStore, _ population: AuthenticationPopulation, _ batch: Int, _ seconds: Double
    ) async throws -> Double {
        let clock = ContinuousClock()
        var chance = Chance(seed: 1)
        var spent = Duration.zero
        var rows = 0
        while spent < .seconds(seconds) {
            let imsis = (0..<batch).map { _ in population.imsi(chance.below(population.lines)).sqlValue }
            let start = clock.now
            rows += try await store.write(isolation: .readCommitted) { transaction in
                try transaction.executeBatch(
                    "UPDATE subscribers SET sequence_number = sequence_number + 33 WHERE imsi = $1", imsis.map { [$0] })
            }
            spent += clock.now - start
        }
        return Double(rows) / (Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
    }

    private struct Refused: Error {}

    private static let network = PLMN("00101")!
}
