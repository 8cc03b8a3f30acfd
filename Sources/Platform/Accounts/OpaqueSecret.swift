import Crypto
import Foundation
import Telecom

/// A random secret that is handed out once and kept as its digest alone: an API key, a session cookie, the code in a mailed link.
/// 32 random bytes cannot be guessed, so a plain SHA-256 is enough to find and to keep them.
public struct OpaqueSecret: Sendable {
    public let text: String

    /// `prefix` followed by 43 characters of base64url.
    public init(prefix: String = "", _ randomness: Randomness) {
        text = prefix + base64URL(randomness.bytes(32))
    }

    public var digest: [UInt8] { Self.digest(text) }

    public static func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }
}

/// Whether two secrets are the same, in a time that depends on their lengths alone.
public func constantTimeEqual(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
