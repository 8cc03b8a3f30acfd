/// What a bucket holds and a gateway reports. Source: RFC 8506 §8.16–8.26 (CC-Total-Octets, CC-Time, CC-Service-Specific-Units).
public enum ChargingUnit: String, CaseIterable, Codable, Sendable {
    case octets, seconds, messages

    /// The largest count that one request or bucket may name: 2^50 (about 1.1 PB of octets), so that sums stay within 64 bits.
    public static let greatestCount: Int64 = 1 << 50
}
