extension PLMN {
    /// Three octets, digits swapped, F where the MNC has two. Source: 3GPP TS 24.301 §9.9.3.33, TS 29.272 §7.3.9.
    public var octets: [UInt8] {
        let mcc = mobileCountryCode.utf8.map { $0 - 0x30 }
        let mnc = mobileNetworkCode.utf8.map { $0 - 0x30 }
        return [mcc[1] << 4 | mcc[0], (mnc.count == 3 ? mnc[2] : 0xF) << 4 | mcc[2], mnc[1] << 4 | mnc[0]]
    }

    /// `nil` when there are not three octets or a half of one is no digit.
    public init?(octets: [UInt8]) {
        guard octets.count == 3 else { return nil }
        var digits = [octets[0] & 0xF, octets[0] >> 4, octets[1] & 0xF, octets[2] & 0xF, octets[2] >> 4]
        if octets[1] >> 4 != 0xF { digits.append(octets[1] >> 4) }
        guard digits.allSatisfy({ $0 < 10 }) else { return nil }
        self.init(digits.map { String($0) }.joined())
    }
}
