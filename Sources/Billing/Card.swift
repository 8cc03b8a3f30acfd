import Telecom

/// A payment card as its owner typed it. Lives only in memory on its way to the provider: it cannot be encoded, and prints without its number.
public struct Card: Sendable {
    public enum Brand: String, Sendable, CaseIterable {
        case visa, mastercard, amex, discover, unknown
    }

    /// What is wrong with what was typed.
    public enum Refusal: Error, Equatable, Sendable {
        case number
        case expiry
        case expired
        case cvc
    }

    /// The whole number, for the provider alone.
    public let number: String
    public let expiryYear: Int64
    public let expiryMonth: Int64
    public let brand: Brand

    /// - Parameters:
    ///   - number: 12 to 19 digits with their Luhn check digit (ISO/IEC 7812-1); spaces and hyphens between them are dropped.
    ///   - expiryYear: four digits. The card is good to the end of its month, UTC.
    ///   - cvc: 3 digits, for American Express 4. Checked and forgotten: only the provider's check counts.
    public init(number: String, expiryYear: Int64, expiryMonth: Int64, cvc: String, at time: Timestamp) throws(Refusal) {
        guard number.utf8.count <= 40 else { throw .number }
        let digits = number.filter { $0 != " " && $0 != "-" }
        let isPlain = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isPlain, (12...19).contains(digits.count), luhnCheckDigit(digits.dropLast()) == Int(String(digits.last!)) else {
            throw .number
        }
        guard (1...12).contains(expiryMonth), (2000...2100).contains(expiryYear) else { throw .expiry }
        let today = CivilDate(time)
        guard (expiryYear, expiryMonth) >= (today.year, today.month) else { throw .expired }
        let brand = Self.brand(of: digits)
        guard brand != .amex || digits.count == 15 else { throw .number }
        guard cvc.utf8.count == (brand == .amex ? 4 : 3), cvc.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .cvc }
        self.number = digits
        self.expiryYear = expiryYear
        self.expiryMonth = expiryMonth
        self.brand = brand
    }

    public var last4: String { String(number.suffix(4)) }

    /// By the issuer's first digits (ISO/IEC 7812-2).
    private static func brand(of digits: String) -> Brand {
        let first4 = Int(digits.prefix(4))!
        return switch first4 {
        case 3400...3499, 3700...3799: .amex
        case 4000...4999: .visa
        case 5100...5599, 2221...2720: .mastercard
        case 6011, 6440...6599: .discover
        default: .unknown
        }
    }
}

extension Card: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(brand.rawValue) …\(last4)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
