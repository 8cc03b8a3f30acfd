import Platform
import Telecom

/// Who may call an endpoint. Which things of theirs they may see is the verb's own rule.
public struct Access: Sendable {
    enum Rule: Sendable, Equatable {
        case anyone
        case signedIn
        case roles(Set<Role>)
    }

    let rule: Rule
    /// What an API key needs; `nil` keeps API keys out altogether.
    let scope: String?

    /// Without proof of identity. A proof that is given must hold all the same.
    public static let anyone = Access(rule: .anyone, scope: nil)

    /// Every person who is signed in; no API key.
    public static let signedIn = Access(rule: .signedIn, scope: nil)

    /// Every person who is signed in, and API keys that hold `scope`, such as `orders:write`.
    public static func signedIn(scope: String) -> Access { Access(rule: .signedIn, scope: scope) }

    /// People of one of `roles`; with a scope, API keys of such people that hold it.
    public static func role(_ roles: Role..., scope: String? = nil) -> Access { Access(rule: .roles(Set(roles)), scope: scope) }

    /// - Throws: `unauthenticated`, `forbidden`, `missing_scope`.
    func check(_ principal: Principal?) throws {
        guard rule != .anyone else { return }
        guard let principal else {
            throw PlatformError(.unauthenticated, code: "unauthenticated", "Sign in, or send a bearer token or an API key.")
        }
        if case .roles(let roles) = rule, !roles.contains(principal.role) {
            throw PlatformError(.forbidden, code: "forbidden", "Your role may not do this.")
        }
        guard let scopes = principal.scopes else { return }
        guard let scope else { throw PlatformError(.forbidden, code: "forbidden", "An API key may not do this.") }
        guard scopes.contains(scope) else {
            throw PlatformError(.forbidden, code: "missing_scope", "This API key needs the scope \(scope).")
        }
    }
}
