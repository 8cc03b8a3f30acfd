import Glibc

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
        Array(unsafeUninitializedCapacity: count) { bytes, filled in
            // The kernel's generator, asked once. Source: arc4random_buf(3) of glibc 2.36.
            if let start = bytes.baseAddress { arc4random_buf(start, count) }
            filled = count
        }
    }
}
