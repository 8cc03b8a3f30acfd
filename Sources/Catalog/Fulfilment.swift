import Telecom

/// What a bucket holds when it is sold, > 0.
public enum Allowance: Hashable, Sendable {
    case data(DataVolume)
    /// Time to talk.
    case seconds(Int64)
    /// Short messages to send.
    case messages(Int64)
}

/// What the buyer gets once the payment has succeeded.
public enum Fulfilment: Hashable, Sendable {
    /// A bucket of data, of time to talk or of messages.
    /// - validityDays: days until what is left lapses; `nil` never does.
    /// - priority: 1...1000; of several buckets the lowest is used first.
    /// - createsLine: an account without a line gets one with it.
    case bucket(Allowance, validityDays: Int?, priority: Int, createsLine: Bool)

    /// A membership that lapses after `validitySeconds` unless renewed. It includes a line.
    case membership(validitySeconds: Int64)

    /// A feature that is paid and renewed every `periodMonths`.
    case addOn(periodMonths: Int)

    /// A thing that is sent by post, so the order needs a shipping address.
    case shipment

    /// Not sold by itself.
    case none

    /// Seconds of the membership year, 365.25 days.
    public static let membershipYearSeconds: Int64 = 31_557_600

    public var createsLine: Bool {
        switch self {
        case .bucket(_, _, _, let createsLine): createsLine
        case .membership: true
        case .addOn, .shipment, .none: false
        }
    }

    public var needsShippingAddress: Bool { self == .shipment }
}
