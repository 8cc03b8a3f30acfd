/// Where random bytes come from: the system's secure generator in production, a seeded one in tests.
public struct Randomness: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    public init(_ fill: @escaping @Sendable (_ count: Int) -> [UInt8]) {
        self.fill = fill
    }

    public func bytes(_ count: Int) -> [UInt8] { fill(count) }

    /// A number in `0..<bound`, each equally likely. `bound` must be above zero.
    public func number(below bound: UInt64) -> UInt64 {
        precondition(bound > 0)
        let limit = UInt64.max - UInt64.max % bound
        while true {
            let value = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if value < limit { return value % bound }
        }
    }

    public static let system = Randomness { count in
        var generator = SystemRandomNumberGenerator()
        // Eight at a time: each draw asks the kernel.
        return Array(unsafeUninitializedCapacity: count) { bytes, filled in
            while filled < count {
                var word = generator.next()
                for _ in 0..<min(8, count - filled) {
                    bytes.initializeElement(at: filled, to: UInt8(truncatingIfNeeded: word))
                    word >>= 8
                    filled += 1
                }
            }
        }
    }
}
