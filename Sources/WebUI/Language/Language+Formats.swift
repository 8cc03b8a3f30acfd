import Catalog
import Foundation
import Telecom

/// Numbers, money, dates and volumes as the reader of a language writes them. Dates are in UTC.
extension Language {
    func number(_ number: Int64) -> String { number.formatted(.number.locale(locale)) }

    /// Such as `$24.00`, `CA$33.00` or `24,00 $ US`.
    func money(_ money: Money) -> String {
        (Decimal(money.minorUnits) / 100).formatted(.currency(code: money.currency.rawValue).locale(locale))
    }

    /// All decimals that say something, at most 18, without the symbol.
    func tokens(_ amount: TokenAmount) -> String {
        guard let decimal = Decimal(string: amount.description) else { return amount.description }
        return decimal.formatted(.number.precision(.fractionLength(0...18)).locale(locale))
    }

    /// Such as `1.25 GB` or `1,25 Go`.
    func volume(_ volume: DataVolume) -> String {
        let parts = volume.description.split(separator: " ")
        let number = Decimal(string: String(parts[0])).map { $0.formatted(.number.precision(.fractionLength(0...2)).locale(locale)) }
        let unit = self == .french ? String(parts[1]).replacing("B", with: "o") : String(parts[1])
        return "\(number ?? String(parts[0]))\u{A0}\(unit)"
    }

    func volume(octets: Int64) -> String { volume(DataVolume(octets: octets)) }

    func percent(_ percent: Int) -> String { percent.formatted(.percent.locale(locale)) }

    /// Such as `Nov 24, 2026`.
    func day(_ time: Timestamp) -> String { time.date.formatted(style.year().month(.abbreviated).day()) }

    /// Such as `Nov 24`.
    func dayOfYear(_ time: Timestamp) -> String { time.date.formatted(style.month(.abbreviated).day()) }

    /// Such as `November 2026`.
    func month(_ time: Timestamp) -> String { time.date.formatted(style.month(.wide).year()) }

    /// Such as `Nov`.
    func shortMonth(_ time: Timestamp) -> String { time.date.formatted(style.month(.abbreviated)) }

    /// Such as `2 PM` or `14 h`.
    func hour(_ time: Timestamp) -> String { time.date.formatted(style.hour()) }

    /// Such as `Nov 24, 2026, 12:00 PM UTC`.
    func dayAndMinute(_ time: Timestamp) -> String {
        "\(day(time)), \(time.date.formatted(style.hour().minute())) UTC"
    }

    private var style: Date.FormatStyle {
        var style = Date.FormatStyle(locale: self == .spanish ? Self.spanishDates : locale, timeZone: .gmt)
        style.calendar = Self.calendar
        return style
    }

    /// Spanish-speaking readers put the day before the month in the United States, too.
    private static let spanishDates = Locale(identifier: "es_MX")

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// How often a price falls due, beside it.
    func cycle(_ cadence: Service.Cadence) -> String? {
        switch cadence {
        case .monthly: text("plans.cycle.monthly")
        case .yearly: text("plans.cycle.yearly")
        case .once, .never: nil
        }
    }

    /// As people write it: `+1 202-555-0147` in North America, else the digits behind a plus.
    func phoneNumber(_ number: MSISDN) -> String {
        let digits = number.digits
        guard digits.hasPrefix("1"), digits.count == 11 else { return "+\(digits)" }
        let parts = [digits.dropFirst().prefix(3), digits.dropFirst(4).prefix(3), digits.dropFirst(7)]
        return "+1 " + parts.joined(separator: "-")
    }
}

extension Timestamp {
    var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }
}
