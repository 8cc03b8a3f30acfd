import Telecom

extension ICCID {
    /// Ten octets as EF.ICCID holds them: digits two in an octet, the first in the lower half, F behind an odd last one.
    /// Source: ETSI TS 102 221 §13.2; GSMA SGP.22 annex H.
    public var octets: [UInt8] {
        let halves = digits.utf8.map { $0 - 0x30 } + (digits.count.isMultiple(of: 2) ? [] : [0xF])
        return stride(from: 0, to: halves.count, by: 2).map { halves[$0 + 1] << 4 | halves[$0] }
    }

    /// `nil` when the octets are no ICCID.
    public init?(octets: [UInt8]) {
        guard octets.count == 10 else { return nil }
        var halves = octets.flatMap { [$0 & 0xF, $0 >> 4] }
        if halves.last == 0xF { halves.removeLast() }
        guard halves.allSatisfy({ $0 < 10 }) else { return nil }
        self.init(halves.map { String($0) }.joined())
    }
}

extension EID {
    /// Sixteen octets, the first digit in the upper half. Source: GSMA SGP.22 §4.3.
    public var octets: [UInt8] { [UInt8](hexadecimal: digits) ?? [] }
}
