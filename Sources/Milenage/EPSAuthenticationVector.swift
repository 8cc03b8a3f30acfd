import Crypto
import Telecom

/// One E-UTRAN authentication vector. Source: 3GPP TS 33.401 §6.1.2 and annex A.2, TS 33.102 §6.3.2.
public struct EPSAuthenticationVector: Sendable, Equatable {
    /// The challenge, 16 octets.
    public let rand: [UInt8]
    /// The answer expected from the SIM, 8 octets.
    public let xres: [UInt8]
    /// (SQN ⊕ AK) ‖ AMF ‖ MAC-A, 16 octets.
    public let autn: [UInt8]
    /// The key of the access security management entity, 32 octets.
    public let kasme: [UInt8]

    /// The AMF of E-UTRAN: its separation bit is 1 (TS 33.401 §6.1.1).
    public static let amf: [UInt8] = [0x80, 0x00]

    /// - Parameters:
    ///   - rand: 16 random octets, never used before.
    ///   - sqn: the sequence number, below 2^48, above every one used for this IMSI before.
    ///   - amf: 2 octets; the separation bit is set, whatever they say.
    ///   - servingNetwork: the network that asks.
    public init(_ milenage: Milenage, rand: [UInt8], sqn: UInt64, amf: [UInt8] = Self.amf, servingNetwork: PLMN) {
        let amf = [amf[0] | Self.amf[0], amf[1]]
        let sequence = sequenceOctets(sqn)
        let response = milenage.response(rand: rand)
        let concealed = sequence ^ response.ak
        self.rand = rand
        xres = response.res
        autn = concealed + amf + milenage.macA(rand: rand, sqn: sequence, amf: amf)
        let input = [0x10] + servingNetwork.octets + [0x00, 0x03] + concealed + [0x00, 0x06]
        kasme = Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: response.ck + response.ik)))
    }
}

/// Never printed: XRES and KASME are secrets.
extension EPSAuthenticationVector: CustomStringConvertible, CustomReflectable {
    public var description: String { "authentication vector (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A sequence number as 6 octets, the most significant first.
func sequenceOctets(_ sqn: UInt64) -> [UInt8] {
    precondition(sqn < 1 << 48)
    return (0..<6).map { UInt8(truncatingIfNeeded: sqn >> UInt64(40 - 8 * $0)) }
}
