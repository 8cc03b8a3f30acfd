import Store
import Subscribers
import Telecom

/// A way in which a person proves who they are.
public struct SignInMethod: Hashable, Sendable {
    /// Who vouches: `local` for the provider of this installation, else the issuer of the ID tokens.
    public let issuer: String
    /// A password is set; always `false` for outside providers, which do not tell.
    public let hasPassword: Bool
    /// When it was last used; `nil` where the outside provider knows it alone.
    public let lastUsedAt: Timestamp?
}

extension Platform {
    /// The identities that lead to the account, at most one each of a provider and a subject.
    public func signInMethods(of principal: Principal) async throws -> [SignInMethod] {
        try await store.read { transaction in
            try transaction.identities(of: principal.accountID).map { identity in
                let user = identity.issuer == LocalUser.issuer ? try transaction.localUser(identity.subject) : nil
                return SignInMethod(issuer: identity.issuer, hasPassword: user?.passwordHash != nil, lastUsedAt: user?.lastSignInAt)
            }
        }
    }
}
