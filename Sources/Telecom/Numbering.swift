/// A value that is a bounded string of digits under a rule of its numbering plan.
public protocol NumberingPlanValue: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The digits alone, as stored.
    var digits: String { get }
    /// `nil` when the text breaks the plan's rule.
    init?(_ text: String)
    /// What the value is called and what it must look like, for error messages.
    static var rule: String { get }
}

extension NumberingPlanValue {
    public var description: String { digits }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.rule)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

func isDigits(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

/// The check digit that the Luhn rule (ISO/IEC 7812-1 annex B) puts behind `digits`, 0...9.
public func luhnCheckDigit(_ digits: some StringProtocol) -> Int {
    let sum = digits.utf8.reversed().enumerated().reduce(0) { sum, digit in
        let value = Int(digit.element) - 0x30
        let doubled = digit.offset.isMultiple(of: 2) ? value * 2 : value
        return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    return (10 - sum % 10) % 10
}

/// A subscriber's number: country code and national number, at most 15 digits. Source: ITU-T E.164 §6; 3GPP TS 23.003 §3.3.
public struct MSISDN: NumberingPlanValue {
    public let digits: String
    public static let rule = "an MSISDN is + and 7 to 15 digits, the first not 0 (ITU-T E.164)"

    /// Accepts digits with or without a leading `+`.
    public init?(_ text: String) {
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard isDigits(digits), (7...15).contains(digits.count), digits.first != "0" else { return nil }
        self.digits = digits
    }

    /// With the leading `+`.
    public var description: String { "+" + digits }
}

/// The identity of a subscriber on the network: MCC, MNC and MSIN, 15 digits. Source: 3GPP TS 23.003 §2.2.
public struct IMSI: NumberingPlanValue {
    public let digits: String
    public static let rule = "an IMSI is 15 digits (3GPP TS 23.003)"

    public init?(_ text: String) {
        guard isDigits(text), text.count == 15 else { return nil }
        digits = text
    }
}

/// The number of a SIM profile: 19 or 20 digits that begin with 89 and end with a Luhn digit. Source: ITU-T E.118 §4.
public struct ICCID: NumberingPlanValue {
    public let digits: String
    public static let rule = "an ICCID is 19 or 20 digits, begins with 89 and ends with its Luhn check digit (ITU-T E.118)"

    public init?(_ text: String) {
        guard isDigits(text), (19...20).contains(text.count), text.hasPrefix("89"),
            luhnCheckDigit(text.dropLast()) == Int(String(text.last!))
        else { return nil }
        digits = text
    }
}

/// The identity of an eUICC: 32 digits that begin with 89 and leave 1 when divided by 97. Source: GSMA SGP.29 §3.
public struct EID: NumberingPlanValue {
    public let digits: String
    public static let rule = "an EID is 32 digits, begins with 89 and is 1 modulo 97 (GSMA SGP.29)"

    public init?(_ text: String) {
        guard isDigits(text), text.count == 32, text.hasPrefix("89"),
            text.utf8.reduce(0, { ($0 * 10 + Int($1) - 0x30) % 97 }) == 1
        else { return nil }
        digits = text
    }
}

/// The identity of a device: 15 digits, the last a Luhn digit. Source: 3GPP TS 23.003 §6.2.1.
public struct IMEI: NumberingPlanValue {
    public let digits: String
    public static let rule = "an IMEI is 15 digits and ends with its Luhn check digit (3GPP TS 23.003)"

    public init?(_ text: String) {
        guard isDigits(text), text.count == 15, luhnCheckDigit(text.dropLast()) == Int(String(text.last!)) else { return nil }
        digits = text
    }
}

/// A public land mobile network: a three-digit MCC and a two- or three-digit MNC. Source: 3GPP TS 23.003 §12.1.
public struct PLMN: NumberingPlanValue {
    public let digits: String
    public static let rule = "a PLMN is 5 or 6 digits: MCC and MNC (3GPP TS 23.003)"

    public init?(_ text: String) {
        guard isDigits(text), (5...6).contains(text.count) else { return nil }
        digits = text
    }

    public var mobileCountryCode: String { String(digits.prefix(3)) }
    public var mobileNetworkCode: String { String(digits.dropFirst(3)) }

    /// The domain of the network's evolved packet core. Source: 3GPP TS 23.003 §19.2.
    public var epcDomain: String {
        "epc.mnc\(String(repeating: "0", count: 3 - mobileNetworkCode.count))\(mobileNetworkCode).mcc\(mobileCountryCode).3gppnetwork.org"
    }
}
