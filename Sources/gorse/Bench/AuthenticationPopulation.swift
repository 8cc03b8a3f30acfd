import Platform
import Store
import Subscribers
import Telecom

/// Subscribers to measure with: lines as `ChargingPopulation` makes them, each with a SIM profile on the own network.
struct AuthenticationPopulation: Sendable {
    let lines: Int
    let masterKey: MasterKey

    func imsi(_ index: Int) -> IMSI { IMSI("00101" + String(String(10_000_000_000 + index).dropFirst()))! }

    /// Adds the subscribers that the database does not have, a thousand in a transaction.
    func insert(into store: any SQLEngine) async throws {
        let charging = ChargingPopulation(lines: lines)
        try await charging.insert(into: store)
        let size = 1000
        for start in stride(from: 0, to: lines, by: size) {
            let range = start..<min(start + size, lines)
            try await store.write { transaction in
                guard try transaction.subscriber(imsi(range.upperBound - 1)) == nil else { return }
                let profiles = range.map { index in
                    let digits = "8999901" + String(String(100_000_000_000 + index).dropFirst())
                    let profile = SIMProfile(
                        id: SIMProfileID("sim_bench\(index)")!, brandID: .dotm, iccid: ICCID(digits + String(luhnCheckDigit(digits)))!,
                        imsi: imsi(index), matchingID: MatchingID("BENCH-\(index)")!, source: .imported,
                        createdAt: ChargingPopulation.created)
                    return NewSIMProfile(profile, SubscriberKeys(.system), masterKey)
                }
                try transaction.insertSIMProfiles(profiles)
                try transaction.executeBatch(
                    "UPDATE sim_profiles SET state = 'assigned', line_id = $2 WHERE id = $1",
                    zip(range, profiles).map { index, new in [new.profile.id.sqlValue, charging.line(index).sqlValue] })
                for (index, new) in zip(range, profiles) {
                    let subscriber = Subscriber(
                        imsi: imsi(index), brandID: .dotm, lineID: charging.line(index), msisdn: MSISDN(String(12_000_000_000 + index))!,
                        access: .standard, isBarred: false)
                    try transaction.insertSubscriber(
                        subscriber, keysOf: new.profile.id, amf: 0x8000, lineRevision: 1, at: ChargingPopulation.created)
                }
            }
        }
    }
}
