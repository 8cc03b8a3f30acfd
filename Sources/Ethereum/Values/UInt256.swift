/// The EVM's word: an integer from 0 to 2^256 - 1.
///
/// Of fixed width, so that nothing an answer says can make it grow, and without allocation. It has only the arithmetic that amounts and fees
/// need, each with its overflow told.
public struct UInt256: Hashable, Sendable {
    let high: UInt128
    let low: UInt128

    init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    public init(_ value: UInt128) { self.init(high: 0, low: value) }

    public static let zero = UInt256(0)
    public static let max = UInt256(high: .max, low: .max)

    /// The value when it is below 2^128, else `nil`.
    public var uint128: UInt128? { high == 0 ? low : nil }
    /// The value when it is below 2^64, else `nil`.
    public var uint64: UInt64? { high == 0 ? UInt64(exactly: low) : nil }

    public func addingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (low, carry) = low.addingReportingOverflow(other.low)
        let (sum, first) = high.addingReportingOverflow(other.high)
        let (high, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        return (UInt256(high: high, low: low), first || second)
    }

    public func subtractingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (low, borrow) = low.subtractingReportingOverflow(other.low)
        let (difference, first) = high.subtractingReportingOverflow(other.high)
        let (high, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
        return (UInt256(high: high, low: low), first || second)
    }

    public func multipliedReportingOverflow(by factor: UInt128) -> (partialValue: UInt256, overflow: Bool) {
        let lower = low.multipliedFullWidth(by: factor)
        let upper = high.multipliedFullWidth(by: factor)
        let (high, carry) = upper.low.addingReportingOverflow(lower.high)
        return (UInt256(high: high, low: lower.low), carry || upper.high != 0)
    }

    /// `divisor` must not be zero.
    public func quotientAndRemainder(dividingBy divisor: UInt128) -> (quotient: UInt256, remainder: UInt128) {
        let upper = high.quotientAndRemainder(dividingBy: divisor)
        let lower = divisor.dividingFullWidth((upper.remainder, low))
        return (UInt256(high: upper.quotient, low: lower.quotient), lower.remainder)
    }

    static func << (value: UInt256, bits: Int) -> UInt256 {
        guard bits < 128 else { return UInt256(high: value.low << (bits - 128), low: 0) }
        return UInt256(high: value.high << bits | (bits == 0 ? 0 : value.low >> (128 - bits)), low: value.low << bits)
    }
}

extension UInt256: Comparable {
    public static func < (a: UInt256, b: UInt256) -> Bool { a.high == b.high ? a.low < b.low : a.high < b.high }
}

extension UInt256: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self.init(UInt128(value)) }
}

extension UInt256 {
    /// 32 octets, the most significant first.
    public var octets: [UInt8] {
        Array(unsafeUninitializedCapacity: 32) { buffer, filled in
            let out = UnsafeMutableRawBufferPointer(buffer)
            out.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt128.self)
            out.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt128.self)
            filled = 32
        }
    }

    /// The fewest octets, the most significant first; none for zero.
    public var shortestOctets: ArraySlice<UInt8> { octets.drop { $0 == 0 } }

    /// The most significant octet first; `nil` when there are more than 32.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count <= 32 else { return nil }
        var (high, low): (UInt128, UInt128) = (0, 0)
        for octet in octets {
            high = high << 8 | low >> 120
            low = low << 8 | UInt128(octet)
        }
        self.init(high: high, low: low)
    }
}

extension UInt256: CustomStringConvertible {
    /// Decimal.
    public var description: String {
        let chunk: UInt128 = 10_000_000_000_000_000_000_000_000_000_000_000_000
        var (rest, chunks): (UInt256, [String]) = (self, [])
        while true {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: chunk)
            guard quotient != .zero else { return chunks.reduce(String(remainder)) { $0 + $1 } }
            let digits = String(remainder)
            chunks.insert(String(repeating: "0", count: 37 - digits.count) + digits, at: 0)
            rest = quotient
        }
    }

    /// Reads decimal digits, or `0x` and hexadecimal ones, without sign, point or blank; `nil` for anything else and above 2^256 - 1.
    public init?(_ text: some StringProtocol) {
        let text = text.utf8
        let isHexadecimal = text.starts(with: "0x".utf8)
        let base: UInt8 = isHexadecimal ? 16 : 10
        let digits = text.dropFirst(isHexadecimal ? 2 : 0)
        guard (1...128).contains(digits.count) else { return nil }
        var value = UInt256.zero
        for character in digits {
            guard let digit = hexadecimalDigit(character), digit < base else { return nil }
            let (product, isTooMuch) = value.multipliedReportingOverflow(by: UInt128(base))
            let (sum, overflow) = product.addingReportingOverflow(UInt256(UInt128(digit)))
            guard !isTooMuch, !overflow else { return nil }
            value = sum
        }
        self = value
    }

    /// As JSON-RPC writes a quantity: `0x` and the fewest digits, `0x0` for zero. Source: Ethereum JSON-RPC, "Quantities".
    public var quantity: String {
        high == 0
            ? "0x" + String(low, radix: 16)
            : "0x" + String(high, radix: 16) + String(repeating: "0", count: low.leadingZeroBitCount / 4 - (low == 0 ? 1 : 0))
                + String(low, radix: 16)
    }
}
