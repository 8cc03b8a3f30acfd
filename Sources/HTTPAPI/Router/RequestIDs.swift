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
        if let given = headers[.requestID], Self.isName(given) { return given }
        return "req_"
            + spare.withLock { spare in
                if spare.isEmpty { spare = randomness.bytes(Self.octets * Self.drawn) }
                defer { spare.removeLast(Self.octets) }
                return base64URL(spare.suffix(Self.octets))
            }
    }

    private static func isName(_ text: String) -> Bool {
        (8...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                    || byte == 0x5F
            }
    }
}
