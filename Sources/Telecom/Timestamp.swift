import Foundation

/// A moment in UTC, as microseconds since 1970-01-01T00:00:00Z. The store keeps exactly this integer.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let microsecondsSince1970: Int64

    public init(microsecondsSince1970: Int64) {
        self.microsecondsSince1970 = microsecondsSince1970
    }

    public init(secondsSince1970 seconds: Int64) {
        self.init(microsecondsSince1970: seconds * 1_000_000)
    }

    /// Whole seconds since 1970, rounded towards the past.
    public var secondsSince1970: Int64 {
        microsecondsSince1970 >= 0 ? microsecondsSince1970 / 1_000_000 : -((999_999 - microsecondsSince1970) / 1_000_000)
    }

    public func adding(seconds: Int64) -> Timestamp {
        Timestamp(microsecondsSince1970: microsecondsSince1970 + seconds * 1_000_000)
    }

    public func adding(days: Int64) -> Timestamp {
        adding(seconds: days * 86_400)
    }

    /// Seconds from `other` to here, rounded towards zero; negative when `other` is later.
    public func seconds(since other: Timestamp) -> Int64 {
        (microsecondsSince1970 - other.microsecondsSince1970) / 1_000_000
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.microsecondsSince1970 < b.microsecondsSince1970
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds (cut off, not rounded), such as `2026-11-23T09:30:00.000Z`.
    public var description: String {
        let whole = Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
        let milliseconds = (microsecondsSince1970 - secondsSince1970 * 1_000_000) / 1000
        return whole.dropLast() + "." + String(1000 + milliseconds).dropFirst() + "Z"
    }

    /// Reads RFC 3339 with at most six digits behind the second; `nil` for anything else.
    public init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9T:-]{19})(?:\.([0-9]{1,6}))?(Z|[+-][0-9]{2}:[0-9]{2})/),
            let whole = try? Date(String(match.1 + match.3), strategy: .iso8601)
        else { return nil }
        let fraction = match.2.map { Int64($0 + String(repeating: "0", count: 6 - $0.count))! } ?? 0
        self.init(microsecondsSince1970: Int64(whole.timeIntervalSince1970) * 1_000_000 + fraction)
    }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Where the time comes from: the machine's clock in production, a hand-set one in tests.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Timestamp

    public init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    public func now() -> Timestamp { read() }

    public static let system = TimeSource {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(microsecondsSince1970: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
    }
}
