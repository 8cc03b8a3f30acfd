/// Keccak-256 with the padding that Ethereum took before FIPS 202 changed it: the first padding octet is 0x01, not 0x06. 32 octets.
///
/// Written here because no library that we keep has it: swift-crypto, OpenSSL, nettle and libgcrypt only have FIPS 202's SHA-3.
/// Source: The Keccak reference 3.0 §1 (permutation and sponge); Yellow Paper, appendix on KEC.
public func keccak256(_ octets: some Sequence<UInt8>) -> [UInt8] {
    var sponge = Keccak(padding: 0x01)
    if octets.withContiguousStorageIfAvailable({ sponge.absorb(UnsafeRawBufferPointer($0)) }) == nil {
        Array(octets).withUnsafeBytes { sponge.absorb($0) }
    }
    return sponge.squeezed()
}

/// The hash of two words, one after the other.
func keccak256(_ first: UInt256, _ second: UInt256) -> UInt256 {
    var sponge = Keccak(padding: 0x01)
    withUnsafeBytes(of: (first.high.bigEndian, first.low.bigEndian, second.high.bigEndian, second.low.bigEndian)) { sponge.absorb($0) }
    return sponge.squeezedWord()
}

func keccak256(_ word: UInt256) -> UInt256 {
    var sponge = Keccak(padding: 0x01)
    withUnsafeBytes(of: (word.high.bigEndian, word.low.bigEndian)) { sponge.absorb($0) }
    return sponge.squeezedWord()
}

/// The sponge over Keccak-f[1600] with a rate of 136 octets, for 32 octets of output.
struct Keccak {
    private var state: Lanes = (
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    )
    /// Octets of the block that waits to be full, below `rate`.
    private var filled = 0
    /// What separates the domains: 0x01 for Keccak-256, 0x06 for SHA3-256.
    private let padding: UInt8

    private static let rate = 136

    init(padding: UInt8) { self.padding = padding }

    mutating func absorb(_ octets: UnsafeRawBufferPointer) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = min(Self.rate - filled, rest.count)
            xor(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
            rest = rest.dropFirst(count)
            filled += count
            if filled == Self.rate {
                permute(&state)
                filled = 0
            }
        }
    }

    consuming func squeezed() -> [UInt8] {
        finish()
        return withUnsafeBytes(of: &state) { Array($0[..<32]) }
    }

    consuming func squeezedWord() -> UInt256 {
        finish()
        return UInt256(
            high: UInt128(state.0.byteSwapped) << 64 | UInt128(state.1.byteSwapped),
            low: UInt128(state.2.byteSwapped) << 64 | UInt128(state.3.byteSwapped))
    }

    private mutating func finish() {
        let (filled, padding) = (filled, padding)
        withUnsafeMutableBytes(of: &state) { bytes in
            bytes[filled] ^= padding
            bytes[Self.rate - 1] ^= 0x80
        }
        permute(&state)
    }

    /// Whole lanes at once where they lie so.
    private mutating func xor(_ octets: UnsafeRawBufferPointer) {
        let filled = filled
        withUnsafeMutableBytes(of: &state) { bytes in
            var index = 0
            if filled.isMultiple(of: 8) {
                while index + 8 <= octets.count {
                    let lane =
                        bytes.load(fromByteOffset: filled + index, as: UInt64.self)
                        ^ octets.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    bytes.storeBytes(of: lane, toByteOffset: filled + index, as: UInt64.self)
                    index += 8
                }
            }
            while index < octets.count {
                bytes[filled + index] ^= octets[index]
                index += 1
            }
        }
    }
}

/// 5 by 5 lanes; lane (x, y) is at x + 5y, its octets the least significant first, as the machines are that this is built for.
private typealias Lanes = (
    UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
    UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
)

/// 24 rounds with the lanes in variables, so that they stay in registers.
private func permute(_ a: inout Lanes) {
    var (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24) = a
    for constant in roundConstants {
        // θ
        let c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
        let c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
        let c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
        let c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
        let c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
        let d0 = c4 ^ rotated(c1, 1)
        let d1 = c0 ^ rotated(c2, 1)
        let d2 = c1 ^ rotated(c3, 1)
        let d3 = c2 ^ rotated(c4, 1)
        let d4 = c3 ^ rotated(c0, 1)
        // ρ and π: lane (x, y) goes to (y, 2x + 3y)
        let b0 = a0 ^ d0
        let b1 = rotated(a6 ^ d1, 44)
        let b2 = rotated(a12 ^ d2, 43)
        let b3 = rotated(a18 ^ d3, 21)
        let b4 = rotated(a24 ^ d4, 14)
        let b5 = rotated(a3 ^ d3, 28)
        let b6 = rotated(a9 ^ d4, 20)
        let b7 = rotated(a10 ^ d0, 3)
        let b8 = rotated(a16 ^ d1, 45)
        let b9 = rotated(a22 ^ d2, 61)
        let b10 = rotated(a1 ^ d1, 1)
        let b11 = rotated(a7 ^ d2, 6)
        let b12 = rotated(a13 ^ d3, 25)
        let b13 = rotated(a19 ^ d4, 8)
        let b14 = rotated(a20 ^ d0, 18)
        let b15 = rotated(a4 ^ d4, 27)
        let b16 = rotated(a5 ^ d0, 36)
        let b17 = rotated(a11 ^ d1, 10)
        let b18 = rotated(a17 ^ d2, 15)
        let b19 = rotated(a23 ^ d3, 56)
        let b20 = rotated(a2 ^ d2, 62)
        let b21 = rotated(a8 ^ d3, 55)
        let b22 = rotated(a14 ^ d4, 39)
        let b23 = rotated(a15 ^ d0, 41)
        let b24 = rotated(a21 ^ d1, 2)
        // χ, and ι in the first lane
        a0 = b0 ^ (~b1 & b2) ^ constant
        a1 = b1 ^ (~b2 & b3)
        a2 = b2 ^ (~b3 & b4)
        a3 = b3 ^ (~b4 & b0)
        a4 = b4 ^ (~b0 & b1)
        a5 = b5 ^ (~b6 & b7)
        a6 = b6 ^ (~b7 & b8)
        a7 = b7 ^ (~b8 & b9)
        a8 = b8 ^ (~b9 & b5)
        a9 = b9 ^ (~b5 & b6)
        a10 = b10 ^ (~b11 & b12)
        a11 = b11 ^ (~b12 & b13)
        a12 = b12 ^ (~b13 & b14)
        a13 = b13 ^ (~b14 & b10)
        a14 = b14 ^ (~b10 & b11)
        a15 = b15 ^ (~b16 & b17)
        a16 = b16 ^ (~b17 & b18)
        a17 = b17 ^ (~b18 & b19)
        a18 = b18 ^ (~b19 & b15)
        a19 = b19 ^ (~b15 & b16)
        a20 = b20 ^ (~b21 & b22)
        a21 = b21 ^ (~b22 & b23)
        a22 = b22 ^ (~b23 & b24)
        a23 = b23 ^ (~b24 & b20)
        a24 = b24 ^ (~b20 & b21)
    }
    a = (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24)
}

@inline(__always) private func rotated(_ lane: UInt64, _ bits: UInt64) -> UInt64 { lane &<< bits | lane &>> (64 &- bits) }

private let roundConstants: [UInt64] = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
]
