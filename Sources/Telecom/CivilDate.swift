/// A day of the proleptic Gregorian calendar in UTC.
public struct CivilDate: Hashable, Sendable {
    public var year: Int64
    /// 1...12
    public var month: Int64
    /// 1...31
    public var day: Int64

    public init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that holds this moment.
    public init(_ time: Timestamp) {
        self.init(daysSince1970: Self.days(time).quotient)
    }

    /// Days are counted in years that begin with March, so that the leap day is the last; an era is 400 years of 146,097 days.
    public init(daysSince1970 days: Int64) {
        let fromMarch0 = days + 719_468
        let era = (fromMarch0 >= 0 ? fromMarch0 : fromMarch0 - 146_096) / 146_097
        let dayOfEra = fromMarch0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Whole calendar months since January 1970.
    public var monthsSince1970: Int64 { (year - 1970) * 12 + month - 1 }

    /// Whole days since 1970-01-01; negative before.
    public var daysSince1970: Int64 {
        let fromMarch = month <= 2 ? year - 1 : year
        let era = (fromMarch >= 0 ? fromMarch : fromMarch - 399) / 400
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// - Parameter month: 1...12
    public static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    fileprivate static let microsecondsPerDay: Int64 = 86_400_000_000

    fileprivate static func days(_ time: Timestamp) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = time.microsecondsSince1970.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return remainder < 0 ? (quotient - 1, remainder + microsecondsPerDay) : (quotient, remainder)
    }
}

extension Timestamp {
    /// The same day and time of day `months` later, UTC; where that month has no such day, its last one.
    public func adding(months: Int64) -> Timestamp {
        let (days, timeOfDay) = CivilDate.days(self)
        var date = CivilDate(daysSince1970: days)
        let month = date.year * 12 + date.month - 1 + months
        date.year = month >= 0 ? month / 12 : (month - 11) / 12
        date.month = month - date.year * 12 + 1
        date.day = min(date.day, CivilDate.daysIn(month: date.month, of: date.year))
        return Timestamp(microsecondsSince1970: date.daysSince1970 * CivilDate.microsecondsPerDay + timeOfDay)
    }

    /// When the calendar month that holds this moment began, UTC.
    public var startOfMonth: Timestamp {
        var date = CivilDate(self)
        date.day = 1
        return Timestamp(secondsSince1970: date.daysSince1970 * 86_400)
    }

    /// When the calendar month after it begins.
    public var startOfNextMonth: Timestamp { startOfMonth.adding(months: 1) }
}
