/// What a service costs: `digits` times ten to the power of `exponent`. Source: RFC 8506 §8.7.
public struct CostInformation: Hashable, Sendable {
    public var digits: Int64
    public var exponent: Int32
    /// ISO 4217, by number.
    public var currency: UInt32
    /// What is counted, in words for people.
    public var unit: String?

    /// The code of ISO 4217 for what involves no currency.
    public static let noCurrency: UInt32 = 999

    public init(digits: Int64, exponent: Int32 = 0, currency: UInt32 = noCurrency, unit: String? = nil) {
        self.digits = digits
        self.exponent = exponent
        self.currency = currency
        self.unit = unit
    }
}

extension CostInformation {
    init(_ group: AVPGroup) throws(DiameterFailure) {
        let value = try group.required(AVPs.unitValue)
        self.init(
            digits: try value.required(AVPs.valueDigits), exponent: try value.first(AVPs.exponent) ?? 0,
            currency: try group.required(AVPs.currencyCode), unit: try group.first(AVPs.costUnit))
    }

    var group: AVPGroup {
        var group = AVPGroup([AVPs.unitValue(AVPGroup([AVPs.valueDigits(digits), AVPs.exponent(exponent)])), AVPs.currencyCode(currency)])
        group.append(AVPs.costUnit, unit)
        return group
    }
}
