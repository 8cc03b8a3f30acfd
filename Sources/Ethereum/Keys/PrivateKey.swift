import CSecp256k1
import Crypto
import Telecom

/// A key that signs: a number from 1 to n - 1.
///
/// Never printed or encoded; its memory is wiped when it is freed.
public struct PrivateKey: Sendable {
    private let secret: SymmetricKey
    public let publicKey: PublicKey

    /// `nil` unless there are 32 octets, the most significant first, of a number from 1 to n - 1.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 32 else { return nil }
        let secret = SymmetricKey(data: Array(octets))
        var point = secp256k1_pubkey()
        let isInRange = secret.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { $0.baseAddress.map { secp256k1_ec_pubkey_create(Curve.context, &point, $0) } }
        }
        guard isInRange == 1 else { return nil }
        self.secret = secret
        publicKey = PublicKey(point)
    }

    /// A new one.
    public init(_ randomness: Randomness) {
        while true {
            // One in 2^128 numbers of 32 octets is out of range.
            if let key = PrivateKey(octets: randomness.bytes(32)) {
                self = key
                return
            }
        }
    }

    public var address: Address { publicKey.address }

    /// Signs a hash of 32 octets. The same key and hash always give the same signature (RFC 6979), and `s` is the lower of the two (EIP-2).
    public func signature(of hash: [UInt8]) -> Signature {
        precondition(hash.count == 32)
        var signature = secp256k1_ecdsa_recoverable_signature()
        let isSigned = secret.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { key in
                key.baseAddress.map {
                    secp256k1_ecdsa_sign_recoverable(Curve.context, &signature, hash, $0, secp256k1_nonce_function_rfc6979, nil)
                }
            }
        }
        var (compact, recovery): ([UInt8], Int32) = (Array(repeating: 0, count: 64), 0)
        // A recovery id above 1 would need an x above n, which one in 2^127 points has.
        guard isSigned == 1, secp256k1_ecdsa_recoverable_signature_serialize_compact(Curve.context, &compact, &recovery, &signature) == 1,
            let made = Signature(compact: compact, isOddY: recovery == 1), recovery <= 1
        else { preconditionFailure("libsecp256k1 does not sign with a key that it has accepted") }
        return made
    }

    /// The 32 octets, for whoever encrypts them.
    func withOctets<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result { try secret.withUnsafeBytes(body) }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "private key (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
