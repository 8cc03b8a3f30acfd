extension MSISDN {
    /// The digits two in an octet, the first in the lower half, F behind an odd last one. Source: 3GPP TS 29.002 §17.7.8 (TBCD-STRING),
    /// TS 29.329 §6.3.2.
    public var tbcd: [UInt8] {
        let halves = digits.utf8.map { $0 - 0x30 }
        return stride(from: 0, to: halves.count, by: 2).map { (($0 + 1 < halves.count) ? halves[$0 + 1] : 0xF) << 4 | halves[$0] }
    }

    /// `nil` when the octets are no number of E.164.
    public init?(tbcd: [UInt8]) {
        guard tbcd.count <= 8 else { return nil }
        var halves = tbcd.flatMap { [$0 & 0xF, $0 >> 4] }
        if halves.last == 0xF { halves.removeLast() }
        guard halves.allSatisfy({ $0 < 10 }) else { return nil }
        self.init(halves.map { String($0) }.joined())
    }
}
