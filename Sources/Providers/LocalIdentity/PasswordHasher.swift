import CSodium
import Foundation
import Platform
import Telecom

/// Passwords as Argon2id hashes (libsodium). Hashing takes memory and a processor on purpose, so it runs off the threads that
/// serve requests, at most two at a time, with at most 32 waiting.
public final class PasswordHasher: Sendable {
    public struct Cost: Sendable {
        let passes: UInt64
        let memoryOctets: Int

        /// 19 MiB and two passes. Source: OWASP Password Storage Cheat Sheet, Argon2id.
        public static let standard = Cost(passes: 2, memoryOctets: 19 * 1024 * 1024)
        /// The least that libsodium does, for tests.
        public static let least = Cost(passes: 1, memoryOctets: 8192)
    }

    /// In bytes.
    public static let lengths = 8...1024

    private let cost: Cost
    private let turns = Turnstile(atOnce: 2, waiting: 32)
    /// A hash that no password has, so that an unknown address costs the same work as a known one.
    private let decoy: String

    public init(cost: Cost = .standard) {
        // Safe to call again; negative only when the system has no randomness.
        guard sodium_init() >= 0 else { preconditionFailure("libsodium does not start") }
        self.cost = cost
        decoy = Self.hash(base64URL(Randomness.system.bytes(32)), cost)
    }

    /// The hash with its salt and costs, in the PHC string format.
    /// - Throws: `DirectoryError.weakPassword` outside 8...1024 bytes, `.tooManyAttempts` when too many wait.
    func hash(_ password: String) async throws -> String {
        let password = Self.normalized(password)
        guard Self.lengths.contains(password.utf8.count) else { throw DirectoryError.weakPassword }
        let cost = cost
        return try await turns.run { Self.hash(password, cost) }
    }

    /// Whether `password` is the one that was hashed. Takes the same work when there is no hash.
    /// - Throws: `DirectoryError.tooManyAttempts` when too many wait.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        let password = Self.normalized(password)
        guard password.utf8.count <= Self.lengths.upperBound else { return false }
        let expected = hash ?? decoy
        let matches = try await turns.run {
            crypto_pwhash_str_verify(expected, password, UInt64(password.utf8.count)) == 0
        }
        return matches && hash != nil
    }

    /// NFKC, so that the same characters typed on two keyboards are the same password. Source: NIST SP 800-63B §5.1.1.2.
    private static func normalized(_ password: String) -> String { password.precomposedStringWithCompatibilityMapping }

    private static func hash(_ password: String, _ cost: Cost) -> String {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        // Fails only when the memory cannot be had.
        guard crypto_pwhash_str(&text, password, UInt64(password.utf8.count), cost.passes, cost.memoryOctets) == 0 else {
            preconditionFailure("no memory to hash a password")
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Lets a few pieces of work run at a time on threads of their own; a bounded number waits.
private actor Turnstile {
    private let most: Int
    private let mostWaiting: Int
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce most: Int, waiting mostWaiting: Int) {
        self.most = most
        self.mostWaiting = mostWaiting
    }

    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        if running < most {
            running += 1
        } else {
            guard waiting.count < mostWaiting else { throw DirectoryError.tooManyAttempts }
            await withCheckedContinuation { waiting.append($0) }
        }
        let value = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
        // The turn is handed on, or given back.
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
        return value
    }
}
