import ArgumentParser
import Charging
import Foundation
import Logging
import Platform
import Providers
import Store
import Telecom

/// `gorse bench charging`: what the charging verbs cost over what the engine below them can write. It fills the database that it is
/// given with lines of its own: give it one that holds nothing else. Without `--database`, a SQLite file of its own that it removes.
struct ChargingBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charging", abstract: "Durable credit-control requests a second, over the rate of hand-made batches.")

    @Option(help: "A PostgreSQL database that holds nothing else; a SQLite file in the temporary folder unless given.")
    var database: String?
    @Option(help: "Gateways that wait for an answer each.") var callers = 256
    @Option(help: "Seconds for each of verbs and hand-made batches, in five turns.") var seconds = 5.0
    @Option(help: "Lines that the sessions are spread over; several numbers, with commas, are measured in turns and compared.")
    var lines = "1000"
    @Option(help: .init("A SQLite file to keep.", visibility: .hidden)) var file: String?
    @Flag(help: .init("Print each answer when it is durable, until the end.", visibility: .hidden)) var record = false
    @Option(help: .init("Names this run's sessions.", visibility: .hidden)) var run = "\(UInt32.random(in: 0 ... .max))"

    func validate() throws {
        guard (1...10_000).contains(callers), seconds > 0, !sizes.isEmpty, sizes.allSatisfy({ (1...10_000_000).contains($0) }) else {
            throw ValidationError("callers is 1 to 10000, seconds above 0, lines 1 to 10000000")
        }
    }

    private var sizes: [Int] { lines.split(separator: ",").compactMap { Int($0) } }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if record { return try await recordAnswers() }
        var benches: [Bench] = []
        for size in sizes {
            benches.append(try await Bench(self, lines: size, path: folder.appendingPathComponent("\(size).sqlite").path))
        }
        let turns = 5
        for turn in 0..<turns {
            for index in benches.indices { try await benches[index].measure(seconds / Double(turns), turn: turn) }
        }
        for bench in benches { bench.report() }
        if let first = benches.first, let last = benches.last, benches.count > 1 {
            print(String(format: "cost at %d lines over %d lines: %.2f", last.lines, first.lines, first.rate / last.rate))
        }
        for bench in benches { await bench.close() }
    }

    private func recordAnswers() async throws {
        let bench = try await Bench(self, lines: sizes[0], path: file ?? "gorse-bench.sqlite")
        var gateways = bench.gateways(run: run)
        gateways.heard = { answer in
            let line = Array("\(answer.sessionID) \(answer.requestNumber) \(answer.items.first?.granted ?? 0)\n".utf8)
            _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        }
        _ = try await gateways.run(seconds: seconds)
    }

    /// One database under measurement.
    private struct Bench {
        let lines: Int
        private let callers: Int
        private let store: CountingStore
        private let platform: Platform
        private let population: ChargingPopulation
        private let runName: String
        private var verbs: [ChargingGateways.Result] = []
        private var handMade: [Double] = []
        private var batches: [Double] = []

        init(_ options: ChargingBenchmark, lines: Int, path: String) async throws {
            self.lines = lines
            callers = options.callers
            runName = options.run
            let log = Logger(label: "gorse.bench") { _ in SwiftLogNoOpLogHandler() }
            store = CountingStore(try DatabaseLocation(options.database ?? path).open(log: log))
            try await Migrator(store).migrate(at: TimeSource.system.now())
            population = ChargingPopulation(lines: lines)
            try await population.insert(into: store)
            let masterKey = try MasterKey([Randomness.system.bytes(32)])
            let network = OwnNetwork(
                OwnNetwork.Settings(smdpAddress: "smdp.example.com")!, store: store, masterKey: masterKey, time: .system,
                randomness: .system)
            platform = Platform(
                store: store, catalogs: try .load(nil, at: TimeSource.system.now()), carrier: network, masterKey: masterKey, time: .system,
                randomness: .system, log: log, payments: TestCards(books: store, masterKey: masterKey, time: .system, randomness: .system))
        }

        func gateways(run: String) -> ChargingGateways {
            ChargingGateways(platform: platform, population: population, callers: callers, run: run)
        }

        mutating func measure(_ seconds: Double, turn: Int) async throws {
            let before = store.writes
            let result = try await gateways(run: "\(runName)-\(turn)").run(seconds: seconds)
            let batch = Double(result.answers) / Double(max(1, store.writes - before))
            verbs.append(result)
            batches.append(batch)
            let session = "gw0.bench.example;\(runName)-\(turn);1"
            let bodies = try await store.read { transaction in
                try transaction.query("SELECT body FROM charging_journal WHERE session_id = $1", session).map { try $0.blob("body") }
            }
            handMade.append(
                try await HandMadeBatches(
                    store: store, population: population, batch: max(1, Int(batch.rounded())), run: "\(runName)-\(turn)", bodies: bodies
                ).run(seconds: seconds))
        }

        /// Answers a second, the median of the turns.
        var rate: Double { Self.median(verbs.map(\.rate)) }

        func report() {
            let hand = Self.median(handMade)
            print("\(store.dialect), \(lines) lines, \(callers) callers, batches of \(Int(Self.median(batches).rounded())) rows")
            print("  turn   verbs/s  hand-made/s  ratio   p50 ms   p99 ms")
            for (turn, result) in verbs.enumerated() {
                print(
                    String(
                        format: "  %4d  %8.0f  %11.0f  %5.2f  %7.2f  %7.2f", turn + 1, result.rate, handMade[turn],
                        result.rate / handMade[turn], Double(result.latency(0.5)) / 1000, Double(result.latency(0.99)) / 1000))
            }
            print(String(format: "median  %8.0f  %11.0f  %5.2f", rate, hand, Self.median(zip(verbs, handMade).map { $0.rate / $1 })))
        }

        func close() async {
            await platform.charging.close()
            await store.close()
        }

        private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    }
}

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure.",
        subcommands: [
            ChargingBenchmark.self, AuthenticationBenchmark.self, DiameterBenchmark.self, CodecBenchmark.self, ChaosCommand.self,
            EthereumBenchmark.self,
        ])
}
