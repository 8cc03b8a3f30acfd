import Telecom

/// Which numbers this operator may hand out.
public struct NumberPlan: Hashable, Sendable {
    /// Where numbers are made from when the inventory runs out.
    public let areaCodes: [String]
    /// Whether the inventory takes 555-0100 to 555-0199 alone: so by default, because every other number may belong to a person.
    public let fictionalOnly: Bool

    /// - Throws: `.areaCode` with the code that breaks the plan of numbers.
    public init(areaCodes: [String] = Self.areaCodes, fictionalOnly: Bool = true) throws(NumberPlanError) {
        for code in areaCodes where NorthAmericanNumber(areaCode: code, exchange: "555", station: "0100") == nil { throw .areaCode(code) }
        self.areaCodes = areaCodes
        self.fictionalOnly = fictionalOnly
    }

    public static let standard = try! NumberPlan()
    public static let areaCodes = ["212", "213", "312", "415", "617", "647", "514", "604"]

    /// The number that `msisdn` is in the plan.
    /// - Throws: `.notNorthAmerican`, `.notFictional`.
    public func number(_ msisdn: MSISDN) throws(NumberPlanError) -> NorthAmericanNumber {
        guard let number = NorthAmericanNumber(msisdn) else { throw .notNorthAmerican }
        guard number.isFictional || !fictionalOnly else { throw .notFictional }
        return number
    }

    /// The hundred fictional numbers of an area code.
    public func fictionalNumbers(of areaCode: String) -> [NorthAmericanNumber] {
        (100...199).compactMap { NorthAmericanNumber(areaCode: areaCode, exchange: "555", station: "0\($0)") }
    }
}

public enum NumberPlanError: Error, Hashable, Sendable {
    case areaCode(String)
    case notNorthAmerican
    case notFictional

    public var rule: String {
        switch self {
        case .areaCode: "an area code is [2-9][0-8]X and not N11 (North American Numbering Plan)"
        case .notNorthAmerican:
            "a number is +1, area code [2-9][0-8]X, exchange [2-9]XX, four digits; no N11 (North American Numbering Plan)"
        case .notFictional: "only fictional numbers, 555-0100 to 555-0199, unless the operator allows others"
        }
    }
}
