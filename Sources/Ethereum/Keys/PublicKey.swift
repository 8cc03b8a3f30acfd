import CSecp256k1

/// A point of the curve that checks signatures.
public struct PublicKey: Hashable, Sendable {
    /// X and Y, 32 octets each, the most significant first.
    public let octets: [UInt8]

    init(_ point: secp256k1_pubkey) {
        var point = point
        var (out, length) = ([UInt8](repeating: 0, count: 65), 65)
        secp256k1_ec_pubkey_serialize(Curve.context, &out, &length, &point, UInt32(SECP256K1_EC_UNCOMPRESSED))
        octets = Array(out[1...])
    }

    /// The last 20 octets of the hash of the point. Source: Yellow Paper, appendix F.
    public var address: Address { Address(last20: keccak256(octets)) }
}
