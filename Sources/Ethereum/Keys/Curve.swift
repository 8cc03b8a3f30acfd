import CSecp256k1
import Telecom

/// secp256k1 as libsecp256k1 has it.
enum Curve {
    /// Blinded once with random octets against side channels; afterwards only read, which is safe from many threads.
    /// Source: secp256k1.h, `secp256k1_context_randomize` and "thread safety" of `secp256k1_context`.
    nonisolated(unsafe) static let context: OpaquePointer = {
        guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY)),
            secp256k1_context_randomize(context, Randomness.system.bytes(32)) == 1
        else { preconditionFailure("libsecp256k1 has no context") }
        return context
    }()

    /// The order n of the group. Source: SEC 2 §2.4.1.
    static let order = UInt256(
        high: 0xFFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFE, low: 0xBAAE_DCE6_AF48_A03B_BFD2_5E8C_D036_4141)
    /// n / 2, rounded down: the most that `s` of a signature may be. Source: EIP-2.
    static let halfOrder = UInt256(
        high: 0x7FFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF, low: 0x5D57_6E73_57A4_501D_DFE9_2F46_681B_20A0)
}
