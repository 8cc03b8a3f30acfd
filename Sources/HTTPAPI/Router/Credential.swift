import Hummingbird
import HTTPTypes
import Platform
import Telecom

/// A proof of identity as it came with a request, not yet checked.
public enum Credential: Sendable, Equatable {
    /// `Authorization: Bearer …`: an ID token.
    case bearer(String)
    /// `X-API-Key: …`
    case apiKey(String)
    /// The session cookie of a browser.
    case session(String)

    public static let sessionCookie = "gorse_session"
    /// In octets. ID tokens take one to two thousand.
    static let greatestLength = 8192

    /// The one proof that a request carries: header before cookie.
    /// - Throws: `invalid_credential` when the header is of another scheme, or there is more than one.
    static func of(_ headers: HTTPFields) throws -> Credential? {
        let authorizations = headers[values: .authorization]
        let keys = headers[values: .apiKey]
        guard authorizations.count + keys.count <= 1 else { throw invalid("Send one proof of identity, not several.") }
        if let key = keys.first { return .apiKey(try bounded(key)) }
        if let authorization = authorizations.first {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw invalid("The Authorization header must be: Bearer <token>.")
            }
            return .bearer(try bounded(String(parts[1])))
        }
        return try Cookies.value(of: sessionCookie, in: headers).map { .session(try bounded($0)) }
    }

    private static func bounded(_ text: String) throws -> String {
        guard !text.isEmpty, text.utf8.count <= greatestLength else { throw invalid("The proof of identity is empty or too long.") }
        return text
    }

    static func invalid(_ message: String) -> PlatformError { PlatformError(.unauthenticated, code: "invalid_credential", message) }
}

/// Finds out who a credential belongs to.
/// - Returns: `nil` when it proves nothing: unknown, expired or revoked. The door answers 401.
/// - Throws: `StoreError`, or a `PlatformError` that says more.
public typealias Authenticator = @Sendable (_ credential: Credential, _ brandID: BrandID) async throws -> Principal?

extension HTTPField.Name {
    static let apiKey = HTTPField.Name("X-API-Key")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
