import Crypto

/// One vector for EAP-AKA', its keys bound to an access network by name. Source: 3GPP TS 33.402 annex A.2; RFC 9048 §3.3.
public struct EAPAuthenticationVector: Sendable {
    /// The challenge, 16 octets.
    public let rand: [UInt8]
    /// The answer expected from the SIM, 8 octets.
    public let xres: [UInt8]
    /// (SQN ⊕ AK) ‖ AMF ‖ MAC-A, 16 octets.
    public let autn: [UInt8]
    /// CK′, 16 octets.
    public let ckPrime: [UInt8]
    /// IK′, 16 octets.
    public let ikPrime: [UInt8]

    /// - Parameters:
    ///   - rand: 16 random octets, never used before.
    ///   - sqn: the sequence number, below 2^48, above every one used for this IMSI before.
    ///   - amf: 2 octets; the separation bit is set, whatever they say.
    ///   - networkName: the access network's, such as `WLAN` (TS 24.302 §8.1.1).
    public init(_ milenage: Milenage, rand: [UInt8], sqn: UInt64, amf: [UInt8] = EPSAuthenticationVector.amf, networkName: String) {
        let amf = [amf[0] | EPSAuthenticationVector.amf[0], amf[1]]
        let sequence = sequenceOctets(sqn)
        let response = milenage.response(rand: rand)
        let concealed = sequence ^ response.ak
        self.rand = rand
        xres = response.res
        autn = concealed + amf + milenage.macA(rand: rand, sqn: sequence, amf: amf)
        (ckPrime, ikPrime) = Self.keys(ck: response.ck, ik: response.ik, concealed: concealed, networkName: networkName)
    }

    /// Both sides of a SIM's answer make the same keys. - Parameter concealed: SQN ⊕ AK, the first 6 octets of AUTN.
    public static func keys(ck: [UInt8], ik: [UInt8], concealed: [UInt8], networkName: String) -> (ckPrime: [UInt8], ikPrime: [UInt8]) {
        let name = Array(networkName.utf8)
        let input = [0x20] + name + [UInt8(name.count >> 8), UInt8(name.count & 0xFF)] + concealed + [0x00, 0x06]
        let key = Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: ck + ik)))
        return (Array(key[..<16]), Array(key[16...]))
    }
}

/// Never printed: XRES and the keys are secrets.
extension EAPAuthenticationVector: CustomStringConvertible, CustomReflectable {
    public var description: String { "authentication vector (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
