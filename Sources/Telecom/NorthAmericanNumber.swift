/// A number of the North American Numbering Plan: area code (NPA), exchange (NXX) and four digits of a line.
/// Source: ATIS-0300051 (NPA), ATIS-0300119 (central office codes), ATIS-0300115 (555-01XX for fiction).
public struct NorthAmericanNumber: Hashable, Sendable {
    public let areaCode: String
    public let exchange: String
    public let station: String

    /// `nil` when a part breaks the plan: NPA `[2-9][0-8]X` and not N11, NXX `[2-9]XX` and not N11, four digits.
    public init?(areaCode: String, exchange: String, station: String) {
        func isCode(_ text: String) -> Bool {
            isDigits(text) && text.count == 3 && text.first! >= "2" && !text.hasSuffix("11")
        }
        guard isCode(areaCode), areaCode.dropFirst().first != "9", isCode(exchange), isDigits(station), station.count == 4 else {
            return nil
        }
        self.areaCode = areaCode
        self.exchange = exchange
        self.station = station
    }

    /// `nil` when the number is not of country code 1 or breaks the plan.
    public init?(_ number: MSISDN) {
        guard number.digits.count == 11, number.digits.hasPrefix("1") else { return nil }
        let national = number.digits.dropFirst()
        self.init(
            areaCode: String(national.prefix(3)), exchange: String(national.dropFirst(3).prefix(3)), station: String(national.suffix(4)))
    }

    public var msisdn: MSISDN { MSISDN("1" + areaCode + exchange + station)! }

    /// True for 555-0100 to 555-0199, which no carrier ever assigns to a person.
    public var isFictional: Bool { exchange == "555" && station.hasPrefix("01") }
}
