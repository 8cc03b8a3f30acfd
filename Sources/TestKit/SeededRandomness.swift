import Telecom

extension Randomness {
    /// The same bytes for the same seed (SplitMix64), for tests and simulations.
    public static func seeded(_ seed: UInt64) -> Randomness {
        let state = Lock(seed)
        return Randomness { count in
            state.withLock { state in
                (0..<count).map { _ in
                    state &+= 0x9E37_79B9_7F4A_7C15
                    var z = state
                    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
                    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
                    return UInt8(truncatingIfNeeded: z ^ (z >> 31))
                }
            }
        }
    }
}
