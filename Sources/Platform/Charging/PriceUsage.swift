import Catalog
import Charging
import Store
import Telecom

/// What a use would take of a line's buckets.
public enum UsagePrice: Hashable, Sendable {
    /// Units of a bucket, 0 or more, whether or not the line has them.
    case units(Int64)
    /// The line is not there, or may not use anything.
    case refused(UsageAnswer.Refusal)
}

extension Platform {
    /// What so many units would take of a line's buckets now; nothing is reserved and nothing is written. Source: RFC 8506 §6.1.
    /// - Parameters:
    ///   - units: of use, 1...`ChargingUnit.greatestCount`.
    ///   - use: where and how they would be used.
    /// - Throws: `StoreError`.
    public func priceUsage(of line: LineID, _ unit: ChargingUnit, units: Int64, _ use: Tariffs.Use) async throws -> UsagePrice {
        guard let line = try await store.read({ try $0.chargeableLines([line])[line] }) else { return .refused(.userUnknown) }
        guard line.isActive else { return .refused(.lineNotActive) }
        return .units(price(of: units, unit, use, brand: line.brandID, at: time.now()))
    }

    /// Tariffs weigh data; seconds and messages count as they are.
    func price(of units: Int64, _ unit: ChargingUnit, _ use: Tariffs.Use, brand: BrandID, at time: Timestamp) -> Int64 {
        unit == .octets ? catalogs.catalog(for: brand).tariffs.weight(of: use, at: time).price(of: units) : units
    }

    /// Whether there are tariffs by country, so that gateways say when a session goes to another.
    public var tariffsDependOnCountry: Bool { catalogs.file.catalog.tariffs.dependOnCountry }
}
