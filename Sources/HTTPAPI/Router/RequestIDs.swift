import HTTPTypes
import Hummingbird
import Platform
import Telecom

/// The names of requests in answers and logs.
final class RequestIDs: Sendable {
    private static let octets = 12
    /// Drawn from the kernel for so many requests at once; a name is no secret.
    private static let drawn = 64

    private let randomness: Randomness
    private let spare = Lock<[UInt8]>([])

    init(_ randomness: Randomness) { self.randomness = randomness }

    /// The client's own `X-Request-ID` when it is 8 to 64 letters, digits, `-` or `_`; else 96 random bits.
    func id(for headers: HTTPFields) -> String {
        if let given = headers[.requestID], given.isURLSafe(8...64) { return given }
        return "req_"
            + spare.withLock { spare in
                if spare.isEmpty { spare = randomness.bytes(Self.octets * Self.drawn) }
                defer { spare.removeLast(Self.octets) }
                return base64URL(spare.suffix(Self.octets))
            }
    }
}
