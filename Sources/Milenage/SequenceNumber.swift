/// A sequence number of authentication: SEQ ‖ IND, 48 bits. SEQ counts and is not taken from a clock; IND, the lowest five bits, names one of
/// the 32 places of the SIM's array, each number the next place. So a SIM accepts numbers out of order as long as no more than 31 newer ones
/// came before, and no number is ever given twice. Source: 3GPP TS 33.102 annex C.1.1.1, C.1.2, C.2.2, C.3.2.
public struct SequenceNumber: Hashable, Comparable, Sendable {
    /// 0 ..< 2^48.
    public let value: UInt64

    static let indexBits: UInt64 = 5
    /// Δ: a SIM refuses a SEQ that is further above its highest than this (annex C.2.1, C.3.2).
    public static let greatestJump: UInt64 = 1 << 28

    /// `nil` when it does not fit 48 bits.
    public init?(_ value: UInt64) {
        guard value < 1 << 48 else { return nil }
        self.value = value
    }

    /// SEQ, 43 bits.
    public var sequence: UInt64 { value >> Self.indexBits }
    /// IND, 0...31.
    public var index: UInt64 { value & (1 << Self.indexBits - 1) }

    /// The number to use after this one, always above it; `nil` when all are used: they never begin anew (annex C.1.1.1).
    public var next: SequenceNumber? {
        SequenceNumber((sequence + 1) << Self.indexBits | (index + 1) & (1 << Self.indexBits - 1))
    }

    /// Where to go on after a SIM has said what it is at, as this one is the home network's: never back, so that no number is used twice.
    /// Source: 3GPP TS 33.102 §6.3.5, which would also go back; that is left out.
    /// - Returns: `nil` when the SIM is so far behind that it would accept nothing: then another network uses its keys, or it is broken.
    public func resynchronised(with sim: SequenceNumber) -> SequenceNumber? {
        if sim >= self { return sim }
        return sequence - sim.sequence < Self.greatestJump ? self : nil
    }

    public static func < (a: SequenceNumber, b: SequenceNumber) -> Bool { a.value < b.value }
}
