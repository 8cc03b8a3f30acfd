import Telecom

extension Timestamp {
    /// Such as `2026-11-23`, in UTC.
    var day: String { String(description.prefix(10)) }

    /// Such as `2026-11-23 12:00 UTC`.
    var dayAndMinute: String { "\(day) \(description.dropFirst(11).prefix(5)) UTC" }
}
