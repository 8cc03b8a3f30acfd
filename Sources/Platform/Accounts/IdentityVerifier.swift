import Telecom

/// Proves ID tokens of one identity provider: the local one or Firebase.
public protocol IdentityVerifier: Sendable {
    /// The `iss` claim of its tokens.
    var tokenIssuer: String { get }

    /// Checks signature, issuer, audience and times of `idToken`, and that it was not revoked.
    func verify(_ idToken: String) async throws(IDTokenError) -> ProvenIdentity
}

/// What an ID token proves about a person.
public struct ProvenIdentity: Sendable, Equatable {
    /// The stable name of the identity provider, part of the key of an identity for ever.
    public let issuer: String
    /// The provider's own id of the person, 1...128 characters.
    public let subject: String
    public let email: EmailAddress?
    /// The provider vouches that the person reads this mailbox.
    public let isEmailVerified: Bool
    public let displayName: String?
    /// When the person signed in, not when the token was renewed.
    public let authenticatedAt: Timestamp

    public init(
        issuer: String, subject: String, email: EmailAddress?, isEmailVerified: Bool, displayName: String? = nil,
        authenticatedAt: Timestamp
    ) {
        self.issuer = issuer
        self.subject = subject
        self.email = email
        self.isEmailVerified = isEmailVerified && email != nil
        self.displayName = displayName
        self.authenticatedAt = authenticatedAt
    }
}

/// Why an ID token proves nothing.
public enum IDTokenError: Error, Sendable, Equatable {
    /// Not three parts of base64url with the JSON that a token has, or longer than 8,192 bytes.
    case malformed
    /// Signed with anything but RS256, or not at all.
    case wrongAlgorithm
    case unknownKey
    case wrongSignature
    case wrongIssuer
    case wrongAudience
    case expired
    case issuedInFuture
    case wrongSubject
    /// The person signed out everywhere, was disabled or deleted after this sign-in.
    case revoked
    /// The provider's certificates cannot be had: nothing can be proved now.
    case keysUnavailable
}

extension PlatformError {
    static func token(_ error: IDTokenError) -> PlatformError {
        switch error {
        case .keysUnavailable:
            PlatformError(.unavailable, code: "identity_unavailable", "Sign-in cannot be checked right now. Try again shortly.")
        case .expired:
            PlatformError(.unauthenticated, code: "token_expired", "The ID token has expired. Renew it and try again.")
        case .revoked:
            PlatformError(.unauthenticated, code: "token_revoked", "This sign-in was ended. Sign in again.")
        default:
            PlatformError(.unauthenticated, code: "invalid_token", "The ID token is not valid.", detail: "\(error)")
        }
    }
}
