/// A volume of data in octets. One GB is 10^9 octets, one MB 10^6.
public struct DataVolume: Hashable, Comparable, Codable, Sendable {
    public let octets: Int64

    public init(octets: Int64) {
        self.octets = octets
    }

    public static let zero = DataVolume(octets: 0)
    public static func megabytes(_ count: Int64) -> DataVolume { DataVolume(octets: count * 1_000_000) }
    public static func gigabytes(_ count: Int64) -> DataVolume { DataVolume(octets: count * 1_000_000_000) }

    public static func + (a: DataVolume, b: DataVolume) -> DataVolume { DataVolume(octets: a.octets + b.octets) }
    public static func - (a: DataVolume, b: DataVolume) -> DataVolume { DataVolume(octets: a.octets - b.octets) }
    public static func < (a: DataVolume, b: DataVolume) -> Bool { a.octets < b.octets }

    public init(from decoder: any Decoder) throws {
        octets = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(octets)
    }
}

extension DataVolume: CustomStringConvertible {
    /// The largest unit that keeps it at one or more, with two decimals where they say something: `10 GB`, `1.25 GB`, `300 MB`, `12 B`.
    public var description: String {
        for (unit, size) in [("GB", Int64(1_000_000_000)), ("MB", 1_000_000), ("kB", 1000)] where octets.magnitude >= UInt64(size) {
            let (whole, rest) = octets.magnitude.quotientAndRemainder(dividingBy: UInt64(size))
            let hundredths = rest * 100 / UInt64(size)
            let fraction =
                hundredths == 0 ? "" : hundredths % 10 == 0 ? ".\(hundredths / 10)" : hundredths < 10 ? ".0\(hundredths)" : ".\(hundredths)"
            return "\(octets < 0 ? "-" : "")\(whole)\(fraction) \(unit)"
        }
        return "\(octets) B"
    }
}
