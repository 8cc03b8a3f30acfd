import Charging
import Store
import Telecom

/// What a line used in one hour or day, by access point and country.
public struct UsageSlice: Hashable, Sendable {
    /// When the hour or the day (UTC) begins.
    public let start: Timestamp
    public let apn: APN?
    public let country: Country?
    public internal(set) var counts: UsageCounts
}

public enum UsageResolution: String, CaseIterable, Codable, Sendable {
    case hour, day

    var hours: Int64 { self == .hour ? 1 : 24 }
}

extension Platform {
    /// A line's usage as its gateways reported it, in order of time: rolled up, and what has come since the last roll-up.
    /// - Parameters:
    ///   - account: whose line it must be.
    ///   - from: the beginning; the hour or day (UTC) that it lies in counts whole.
    ///   - to: the end, later than `from` by at most 31 days of hours or 366 days.
    /// - Throws: `PlatformError`: `.invalid` for the range, `.notFound` for a line that the account does not have.
    public func usage(of line: LineID, account: AccountID, by resolution: UsageResolution, from: Timestamp, to: Timestamp) async throws
        -> [UsageSlice]
    {
        guard from < to, to.seconds(since: from) <= (resolution == .hour ? 31 : 366) * 86_400, from.secondsSince1970 >= 0 else {
            throw PlatformError.invalid("to", "The end is after the beginning, by at most 31 days of hours or 366 days.")
        }
        let first = from.secondsSince1970 / 3600 / resolution.hours * resolution.hours
        let end = (to.secondsSince1970 + 3599) / 3600
        let usage = try await store.read { transaction in
            guard let found = try transaction.line(line), found.accountID == account,
                let group = try transaction.chargeableLine(line)?.groupID
            else { throw PlatformError.notFound("line") }
            var usage = try transaction.rolledUpUsage(of: line, hours: first..<end)
            let recent = try transaction.chargingStates(of: [group])[group]!.state.usage
            for (key, counts) in recent where key.lineID == line && (first..<end).contains(key.hour) {
                usage[key, default: .zero] += counts
            }
            return usage
        }
        var slices: [UsageKey: UsageCounts] = [:]
        for (key, counts) in usage {
            let start = key.hour / resolution.hours * resolution.hours
            slices[UsageKey(lineID: line, hour: start, apn: key.apn, country: key.country), default: .zero] += counts
        }
        return slices.map { key, counts in
            UsageSlice(start: Timestamp(secondsSince1970: key.hour * 3600), apn: key.apn, country: key.country, counts: counts)
        }.sorted { ($0.start, $0.apn?.name ?? "", $0.country?.code ?? "") < ($1.start, $1.apn?.name ?? "", $1.country?.code ?? "") }
    }
}
