import Crypto
import Foundation
import Subscribers
import Telecom

extension SQLTransaction {
    /// - Parameter subject: who was tried or from where, such as an address; kept as a digest alone.
    public func signInThrottle(_ subject: String) throws -> SignInThrottle? {
        try first("SELECT * FROM sign_in_failures WHERE digest = $1", digest(subject)).map { row in
            SignInThrottle(
                failures: try row.integer("failures"), lastAt: try row.time("last_at"), blockedUntil: try row.time("blocked_until"))
        }
    }

    /// Also forgets up to ten old ones, so that the table never outgrows a day of failures.
    public func saveSignInThrottle(_ throttle: SignInThrottle, _ subject: String) throws {
        try execute(
            "DELETE FROM sign_in_failures WHERE digest IN (SELECT digest FROM sign_in_failures WHERE last_at < $1 LIMIT 10)",
            throttle.lastAt.adding(seconds: -SignInThrottle.memorySeconds))
        try execute(
            """
            INSERT INTO sign_in_failures (digest, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until
            """, digest(subject), throttle.failures, throttle.lastAt, throttle.blockedUntil)
    }

    public func clearSignInThrottle(_ subject: String) throws {
        try execute("DELETE FROM sign_in_failures WHERE digest = $1", digest(subject))
    }

    private func digest(_ subject: String) -> [UInt8] { Array(SHA256.hash(data: Data(subject.utf8))) }
}
