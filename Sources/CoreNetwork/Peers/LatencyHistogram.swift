/// How often something took how long, from 1 µs to 67 s, each within 3.2 % of the truth whatever its size, in 6 kB: linear steps of a
/// thirty-second within each power of two.
public struct LatencyHistogram: Sendable {
    /// The greatest value that is told apart, in microseconds; longer ones count as this.
    public static let greatest: UInt64 = 1 << 26 - 1

    private var counts = [UInt64](repeating: 0, count: index(of: greatest) + 1)
    public private(set) var count: UInt64 = 0
    public private(set) var maximum: UInt64 = 0

    public init() {}

    public mutating func record(microseconds: UInt64) {
        let value = min(microseconds, Self.greatest)
        counts[Self.index(of: value)] += 1
        count += 1
        maximum = max(maximum, value)
    }

    public mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        maximum = max(maximum, other.maximum)
    }

    /// The time within which this share of all was done, in microseconds, rounded up to a step; 0 when there was nothing.
    /// - Parameter share: above 0, at most 1.
    public func percentile(_ share: Double) -> UInt64 {
        let wanted = max(1, UInt64((Double(count) * share).rounded(.up)))
        var passed: UInt64 = 0
        for (index, count) in counts.enumerated() {
            passed += count
            if passed >= wanted { return min(Self.greatestValue(at: index), maximum) }
        }
        return 0
    }

    static func index(of value: UInt64) -> Int {
        guard value >= 64 else { return Int(value) }
        let shift = 58 - value.leadingZeroBitCount
        return shift * 32 + Int(value >> UInt64(shift))
    }

    private static func greatestValue(at index: Int) -> UInt64 {
        guard index >= 64 else { return UInt64(index) }
        let shift = index / 32 - 1
        return UInt64(index - shift * 32 + 1) << UInt64(shift) - 1
    }
}
