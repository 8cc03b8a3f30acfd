import Platform
import Store
import Subscribers
import Telecom

extension LocalIdentity {
    public func signUp(email: String, password: String, displayName: String?, client: String) async throws -> DirectorySignIn {
        let email = try emailAddress(email)
        guard !password.isEmpty else { throw DirectoryError.missingPassword }
        try await countAttempt([("sign-up from \(client)", .address)])
        let hash = try await hasher.hash(password)
        let now = time.now()
        var user = LocalUser(id: newUserID(), email: email, createdAt: now)
        user.passwordHash = hash
        user.passwordChangedAt = now
        if let displayName {
            guard let name = Account.displayName(displayName) else { throw DirectoryError.invalidDisplayName }
            user.displayName = name
        }
        let new = user
        try await store.write { transaction in
            guard try transaction.localUser(email: email) == nil else { throw DirectoryError.emailExists }
            try transaction.insertLocalUser(new)
        }
        return try await signIn(user.id, method: "password", isNewUser: true) { _, _ in }
    }

    /// The same work and the same answer whether the address is unknown or the password wrong.
    public func signIn(email: String, password: String, client: String) async throws -> DirectorySignIn {
        let email = try emailAddress(email)
        guard !password.isEmpty else { throw DirectoryError.missingPassword }
        let account = "sign-in to \(email)"
        let address = "sign-in from \(client)"
        try await countAttempt([(account, .account), (address, .address)])
        let known = try await store.read { try $0.localUser(email: email) }
        guard try await hasher.verify(password, against: known?.passwordHash), let known else { throw DirectoryError.invalidCredentials }
        let hash = known.passwordHash
        return try await signIn(known.id, method: "password", isNewUser: false) { user, transaction in
            // The password may have been changed while it was checked.
            guard user.passwordHash == hash else { throw DirectoryError.invalidCredentials }
            try transaction.clearSignInThrottle(account)
            if let throttle = try transaction.signInThrottle(address) {
                try transaction.saveSignInThrottle(throttle.forgivingOne(), address)
            }
        }
    }
}
