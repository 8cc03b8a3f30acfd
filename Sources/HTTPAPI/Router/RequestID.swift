import HTTPTypes
import Hummingbird
import Platform
import Telecom

/// The name of a request in answers and logs.
enum RequestID {
    /// The client's own `X-Request-ID` when it is 8 to 64 letters, digits, `-` or `_`; else 96 random bits.
    static func of(_ headers: HTTPFields, _ randomness: Randomness) -> String {
        if let given = headers[.requestID], (8...64).contains(given.utf8.count), given.utf8.allSatisfy(isWordCharacter) { return given }
        return "req_" + base64URL(randomness.bytes(12))
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
    }
}
