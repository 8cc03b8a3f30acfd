import Crypto

/// The keys of one authentication by EAP-AKA'. Never printed. Source: RFC 9048 §3.3, §3.4.1.
public struct AKAKeys: Sendable {
    /// 32 octets, proves messages.
    public let authentication: [UInt8]
    /// 64 octets, from which the access point and the phone make their keys.
    public let masterSession: [UInt8]

    /// - Parameters:
    ///   - ikPrime, ckPrime: 16 octets each.
    ///   - identity: the one that the peer told last, to the octet.
    public init(ikPrime: [UInt8], ckPrime: [UInt8], identity: String) {
        let key = SymmetricKey(data: ikPrime + ckPrime)
        let seed = Array("EAP-AKA'".utf8) + Array(identity.utf8)
        var stream: [UInt8] = []
        var block: [UInt8] = []
        for number in UInt8(1)...5 {
            block = Array(HMAC<SHA256>.authenticationCode(for: block + seed + [number], using: key))
            stream += block
        }
        // K_encr 16, K_aut 32, K_re 32, MSK 64.
        authentication = Array(stream[16..<48])
        masterSession = Array(stream[80..<144])
    }
}

extension AKAKeys: CustomStringConvertible, CustomReflectable {
    public var description: String { "authentication keys (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
