import Foundation
import Testing

/// A run takes some seconds. `GORSE_SIMULATION=long` takes minutes; `GORSE_SEED` repeats one seed.
@Suite struct ChargingSimulationTests {
    static let isLong = ProcessInfo.processInfo.environment["GORSE_SIMULATION"] == "long"
    static var seeds: [UInt64] {
        if let seed = ProcessInfo.processInfo.environment["GORSE_SEED"].flatMap(UInt64.init) { return [seed] }
        return isLong ? (0..<5).map { _ in UInt64.random(in: 1..<1_000_000) } : [1, UInt64.random(in: 2..<1_000_000)]
    }

    @Test(arguments: seeds)
    func `whatever is lost, repeated or interrupted, nothing is granted twice and nothing is lost`(_ seed: UInt64) async throws {
        print("charging simulation, GORSE_SEED=\(seed)")
        let folder = NSTemporaryDirectory() + "gorse-simulation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var size = ChargingSimulation.Size()
        if Self.isLong { (size.lines, size.steps) = (5000, 2000) }
        let simulation = try ChargingSimulation(seed: seed, size: size, folder: folder)
        try await simulation.run()
        try await simulation.verify(simulation.platform())
        #expect(simulation.requests > size.steps * 20)
        #expect(simulation.replays > 0)
        #expect(simulation.crashes > 0)
    }
}
