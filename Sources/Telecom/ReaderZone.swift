import Foundation

/// The time zone of whoever reads what is being made, set by the door of the pages. Where it is not known times are in UTC, and say so.
public enum ReaderZone {
    @TaskLocal public static var current: TimeZone?

    /// Of an IANA name such as `America/Toronto`; `nil` for anything else, so that a browser's word names one of a few hundred.
    public static func named(_ name: String) -> TimeZone? {
        known.contains(name) ? TimeZone(identifier: name) : nil
    }

    private static let known = Set(TimeZone.knownTimeZoneIdentifiers)
}
