import Foundation

/// Numbers, money, dates and volumes as the reader of a language writes them. Dates are in UTC, and so are times unless `ReaderZone` says otherwise.
extension Language {
    public func number(_ number: Int64) -> String { number.formatted(.number.locale(locale)) }

    /// Such as `$24.00`, `CA$33.00` or `24,00 $ US`.
    public func money(_ money: Money) -> String {
        (Decimal(money.minorUnits) / 100).formatted(.currency(code: money.currency.rawValue).locale(locale))
    }

    /// All decimals that say something, at most 18, without the symbol.
    public func tokens(_ amount: TokenAmount) -> String {
        guard let decimal = Decimal(string: amount.description) else { return amount.description }
        return decimal.formatted(.number.precision(.fractionLength(0...18)).locale(locale))
    }

    /// Such as `1.25 GB` or `1,25 Go`.
    public func volume(_ volume: DataVolume) -> String {
        let parts = volume.description.split(separator: " ")
        let number = Decimal(string: String(parts[0])).map { $0.formatted(.number.precision(.fractionLength(0...2)).locale(locale)) }
        let unit = self == .french ? String(parts[1]).replacing("B", with: "o") : String(parts[1])
        return "\(number ?? String(parts[0]))\u{A0}\(unit)"
    }

    public func volume(octets: Int64) -> String { volume(DataVolume(octets: octets)) }

    public func percent(_ percent: Int) -> String { percent.formatted(.percent.locale(locale)) }

    /// Hundredths of a percent, such as `10.33%` or `10,33 %`.
    public func percent(basisPoints: Int) -> String {
        (Decimal(basisPoints) / 10_000).formatted(.percent.precision(.fractionLength(0...2)).locale(locale))
    }

    /// Such as `Nov 24, 2026`.
    public func day(_ time: Timestamp) -> String { time.date.formatted(style.year().month(.abbreviated).day()) }

    /// Such as `Nov 24`.
    public func dayOfYear(_ time: Timestamp) -> String { time.date.formatted(style.month(.abbreviated).day()) }

    /// Such as `November 2026`.
    public func month(_ time: Timestamp) -> String { time.date.formatted(style.month(.wide).year()) }

    /// Such as `Nov`.
    public func shortMonth(_ time: Timestamp) -> String { time.date.formatted(style.month(.abbreviated)) }

    /// Such as `2 PM` or `14 h`.
    public func hour(_ time: Timestamp) -> String { time.date.formatted(style.hour()) }

    /// In the reader's zone where it is known, such as `Nov 24, 2026, 7:00 AM EST`; else such as `Nov 24, 2026, 12:00 PM UTC`.
    public func dayAndMinute(_ time: Timestamp) -> String {
        guard let zone = ReaderZone.current, !["UTC", "GMT"].contains(zone.identifier) else {
            return "\(day(time)), \(time.date.formatted(style.hour().minute())) UTC"
        }
        let style = style(in: zone)
        let minute = time.date.formatted(style.hour().minute().timeZone(.specificName(.short)))
        return "\(time.date.formatted(style.year().month(.abbreviated).day())), \(minute)"
    }

    private var style: Date.FormatStyle { style(in: .gmt) }

    private func style(in zone: TimeZone) -> Date.FormatStyle {
        var calendar = Self.calendar
        calendar.timeZone = zone
        return Date.FormatStyle(locale: self == .spanish ? Self.spanishDates : locale, calendar: calendar, timeZone: zone)
    }

    /// Spanish-speaking readers put the day before the month in the United States, too.
    private static let spanishDates = Locale(identifier: "es_MX")

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// As people write it: `+1 202-555-0147` in North America, else the digits behind a plus.
    public func phoneNumber(_ number: MSISDN) -> String {
        let digits = number.digits
        guard digits.hasPrefix("1"), digits.count == 11 else { return "+\(digits)" }
        let parts = [digits.dropFirst().prefix(3), digits.dropFirst(4).prefix(3), digits.dropFirst(7)]
        return "+1 " + parts.joined(separator: "-")
    }
}

extension Timestamp {
    public var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }
}
