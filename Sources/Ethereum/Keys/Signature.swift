import CSecp256k1

/// A recoverable ECDSA signature with the lower `s`: of the two that a signer can make from one, Ethereum takes only this. Source: EIP-2.
public struct Signature: Hashable, Sendable {
    public let r: UInt256
    public let s: UInt256
    /// Whether the y of the point behind `r` is odd; 1 or 0 as `yParity`, 28 or 27 as `v`.
    public let isOddY: Bool

    /// `nil` unless 0 < r < n and 0 < s ≤ n / 2.
    public init?(r: UInt256, s: UInt256, isOddY: Bool) {
        guard r > 0, r < Curve.order, s > 0, s <= Curve.halfOrder else { return nil }
        self.r = r
        self.s = s
        self.isOddY = isOddY
    }

    init?(compact: [UInt8], isOddY: Bool) {
        guard compact.count == 64, let r = UInt256(octets: compact[..<32]), let s = UInt256(octets: compact[32...]) else { return nil }
        self.init(r: r, s: s, isOddY: isOddY)
    }

    /// As `personal_sign` and `eth_signTypedData` give it: r, s, and 27 or 28. 65 octets.
    public var octets: [UInt8] { r.octets + s.octets + [isOddY ? 28 : 27] }

    /// Reads 65 octets that end with 27 or 28, or with 0 or 1 as some wallets write; `nil` for anything else.
    public init?(octets: [UInt8]) {
        guard octets.count == 65, [0, 1, 27, 28].contains(octets[64]) else { return nil }
        self.init(compact: Array(octets[..<64]), isOddY: octets[64] == 1 || octets[64] == 28)
    }

    /// Whose signature of this hash of 32 octets it is; `nil` when it is nobody's.
    public func signer(of hash: [UInt8]) -> PublicKey? {
        precondition(hash.count == 32)
        var signature = secp256k1_ecdsa_recoverable_signature()
        var point = secp256k1_pubkey()
        guard
            secp256k1_ecdsa_recoverable_signature_parse_compact(Curve.context, &signature, r.octets + s.octets, isOddY ? 1 : 0) == 1,
            secp256k1_ecdsa_recover(Curve.context, &point, &signature, hash) == 1
        else { return nil }
        return PublicKey(point)
    }
}
