import Catalog
import Charging
import Store
import Telecom

extension Platform {
    /// Whether a line could use so many units now; nothing is reserved and nothing is written. Source: RFC 8506 §6.2.
    /// - Parameters:
    ///   - units: of use, 1...`ChargingUnit.greatestCount`.
    ///   - use: where and how they would be used.
    /// - Returns: why it could not; `nil` when it could.
    /// - Throws: `StoreError`.
    public func checkBalance(of line: LineID, _ unit: ChargingUnit, units: Int64, _ use: Tariffs.Use = .anywhere) async throws
        -> UsageAnswer.Refusal?
    {
        let (now, policy) = (time.now(), charging.policy)
        return try await store.read { transaction in
            guard let line = try transaction.chargeableLines([line])[line] else { return .userUnknown }
            guard line.isActive else { return .lineNotActive }
            var state = try transaction.chargingStates(of: [line.groupID])[line.groupID]!.state
            _ = try state.reclaimReservations(policy, at: now)
            let price = self.price(of: units, unit, use, brand: line.brandID, at: now)
            return state.shortage(of: price, unit, line.accountID, at: now)
        }
    }
}
