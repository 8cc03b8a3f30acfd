import Charging
import Store
import Telecom

/// The yardstick: the same engine commits rows of the same columns, sizes and spread, made beforehand, in batches of the same size.
struct HandMadeBatches {
    let store: any SQLEngine
    let population: ChargingPopulation
    let batch: Int
    let run: String
    /// Bodies as the verbs wrote them.
    let bodies: [[UInt8]]

    /// - Returns: rows a second, counting the time of the transactions alone.
    func run(seconds: Double) async throws -> Double {
        let clock = ContinuousClock()
        var chance = Chance(seed: UInt64(truncatingIfNeeded: run.hashValue))
        var spent = Duration.zero
        var rows = 0
        while spent < .seconds(seconds) {
            let values = (0..<batch).map { index -> [SQLValue] in
                // Beside the group's own rows in every index, and never read by the charging.
                let group = population.group(chance.below(population.lines)).text + "-hand"
                return [
                    .text(group), .integer(Int64(rows + index) + Int64(chance.below(1 << 40)) << 20),
                    .integer(ChargingPopulation.created.microsecondsSince1970),
                    .text("gw\(index).bench.example;\(run)h;\((rows + index) / batch / 10)"),
                    .integer(Int64((rows + index) / batch % 10)), .blob(bodies[(rows + index) % bodies.count]),
                ]
            }
            let start = clock.now
            let written = try await store.write(isolation: .readCommitted) { transaction in
                try transaction.executeBatch(
                    """
                    INSERT INTO charging_journal (group_id, sequence, at, session_id, request_number, body)
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                    """, values)
            }
            spent += clock.now - start
            rows += written
        }
        return Double(rows) / (Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
    }
}
