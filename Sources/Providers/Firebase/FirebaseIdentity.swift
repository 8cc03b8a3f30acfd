import Platform
import Telecom

/// Proves ID tokens of a Firebase project. Source: Firebase documentation, "Verify ID tokens using a third-party JWT library".
///
/// Signing out everywhere at Firebase itself is not asked after for each token; the platform's own sign-out is, and a token lives an hour.
public struct FirebaseIdentity: IdentityVerifier {
    public let projectID: String
    public let tokenIssuer: String
    private let certificates: FirebaseCertificates
    private let time: TimeSource

    /// - Parameter certificates: where the signing certificates come from.
    public init(projectID: String, certificates: FirebaseCertificates, time: TimeSource) {
        self.projectID = projectID
        tokenIssuer = "https://securetoken.google.com/\(projectID)"
        self.certificates = certificates
        self.time = time
    }

    public func verify(_ idToken: String) async throws(IDTokenError) -> ProvenIdentity {
        let token = try RS256Token(idToken)
        guard let key = try await certificates.key(token.keyID) else { throw .unknownKey }
        guard token.isSigned(by: key) else { throw .wrongSignature }
        try token.claims.check(issuer: tokenIssuer, audience: projectID, at: time.now())
        return ProvenIdentity(
            issuer: tokenIssuer, subject: token.claims.sub, email: token.claims.email.flatMap { EmailAddress($0) },
            isEmailVerified: token.claims.email_verified ?? false, displayName: token.claims.name,
            authenticatedAt: Timestamp(secondsSince1970: token.claims.auth_time))
    }
}
