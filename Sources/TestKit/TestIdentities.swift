import Foundation
import Platform
import Subscribers
import Telecom

/// An identity provider for tests: it proves exactly the tokens that it gave out.
public final class TestIdentities: IdentityVerifier {
    public let tokenIssuer = "test"
    private let given = Lock<[String: ProvenIdentity]>([:])

    public init() {}

    /// A token that proves `identity` for as long as the test runs.
    public func token(for identity: ProvenIdentity) -> String {
        let claims = #"{"iss":"test","sub":"\#(identity.subject)","at":\#(identity.authenticatedAt.microsecondsSince1970)}"#
        let token = "e30." + base64URL(Array(claims.utf8)) + "."
        given.withLock { $0[token] = identity }
        return token
    }

    public func verify(_ idToken: String) async throws(IDTokenError) -> ProvenIdentity {
        guard let identity = given.withLock({ $0[idToken] }) else { throw .wrongSignature }
        return identity
    }
}

extension ProvenIdentity {
    /// A person with a proved address, signed in at the start of the tests' clock.
    public static func test(
        _ email: String = "ana@example.com", subject: String? = nil, isEmailVerified: Bool = true, displayName: String? = "Ana",
        at time: Timestamp = ManualTime().source.now()
    ) -> ProvenIdentity {
        ProvenIdentity(
            issuer: "test", subject: subject ?? "subject-of-\(email)", email: EmailAddress(email)!, isEmailVerified: isEmailVerified,
            displayName: displayName, authenticatedAt: time)
    }
}

extension Platform {
    /// A subscriber who has joined the default brand.
    public func testSubscriber(_ email: String = "ana@example.com", role: Role = .subscriber) async throws -> Principal {
        let account = try await join(.test(email, at: time.now()))
        if role != .subscriber { try await store.write { try $0.setRole(role, of: account.id) } }
        return Principal(accountID: account.id, brandID: account.brandID, role: role, authenticatedAt: time.now())
    }
}
