/// An integer from -2^255 to 2^255 - 1 in two's complement, as `int256` is.
public struct Int256: Hashable, Sendable {
    /// The same 256 bits without a sign.
    public let bitPattern: UInt256

    public init(bitPattern: UInt256) { self.bitPattern = bitPattern }

    public init(_ value: Int128) {
        bitPattern = UInt256(high: value < 0 ? .max : 0, low: UInt128(truncatingIfNeeded: value))
    }

    public var isNegative: Bool { bitPattern.high >> 127 == 1 }

    /// The distance from zero: at most 2^255.
    public var magnitude: UInt256 { isNegative ? UInt256.zero.subtractingReportingOverflow(bitPattern).partialValue : bitPattern }

    /// Whether it fits into `bits` of two's complement, 8...256.
    func fits(bits: Int) -> Bool {
        let limit = UInt256(1) << (bits - 1)
        return isNegative ? magnitude <= limit : magnitude < limit
    }
}

extension Int256: CustomStringConvertible {
    /// Decimal.
    public var description: String { (isNegative ? "-" : "") + magnitude.description }

    /// Reads a decimal with or without `-`, or what `UInt256` reads; `nil` for anything else and out of range.
    public init?(_ text: some StringProtocol) {
        let isNegative = text.hasPrefix("-")
        guard let magnitude = UInt256(text.dropFirst(isNegative ? 1 : 0)) else { return nil }
        self.init(bitPattern: isNegative ? UInt256.zero.subtractingReportingOverflow(magnitude).partialValue : magnitude)
        guard magnitude == .zero || self.isNegative == isNegative else { return nil }
    }
}
