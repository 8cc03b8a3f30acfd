extension Milenage {
    /// The sequence number that a SIM says it is at, from the AUTS of a synchronisation failure.
    /// Source: 3GPP TS 33.102 §6.3.3 and §6.3.5 (AUTS = (SQN_MS ⊕ AK*) ‖ MAC-S, AMF all zero).
    ///
    /// - Parameters:
    ///   - rand: the challenge that failed, 16 octets.
    ///   - auts: 14 octets.
    /// - Returns: SQN_MS, or `nil` when the code is wrong: then AUTS did not come from this SIM.
    public func sequenceNumber(rand: [UInt8], auts: [UInt8]) -> UInt64? {
        guard rand.count == 16, auts.count == 14 else { return nil }
        let sqn = Array(auts[..<6]) ^ resynchronisationAK(rand: rand)
        let difference = (macS(rand: rand, sqn: sqn, amf: [0, 0]) ^ Array(auts[6...])).reduce(0, |)
        guard difference == 0 else { return nil }
        return sqn.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
