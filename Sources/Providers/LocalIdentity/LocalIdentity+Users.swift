import Foundation
import Platform
import Store
import Subscribers
import Telecom

extension LocalIdentity {
    public func user(idToken: String) async throws -> LocalUser { try await person(idToken).user }

    public func update(idToken: String, _ change: DirectoryChange) async throws -> (LocalUser, DirectorySignIn?) {
        let (claims, user) = try await person(idToken)
        let endsSignIns = change.password != nil || change.email != nil
        if endsSignIns { try checkRecent(claims) }
        var allowed = DirectoryChange()
        allowed.email = change.email
        allowed.password = change.password
        allowed.displayName = change.displayName
        allowed.photoURL = change.photoURL
        if change.password != nil { allowed.validSince = time.now().nextSecond }
        let changed = try await apply(allowed, to: user.id)
        guard endsSignIns else { return (changed, nil) }
        let signIn = try await signIn(user.id, method: "password", isNewUser: false) { _, _ in }
        return (signIn.user, signIn)
    }

    public func delete(idToken: String) async throws {
        let (claims, user) = try await person(idToken)
        try checkRecent(claims)
        try await delete(id: user.id)
    }

    private func person(_ idToken: String) async throws -> (claims: IDTokenClaims, user: LocalUser) {
        do {
            return try await proven(idToken)
        } catch {
            switch error {
            case .expired, .revoked: throw DirectoryError.tokenExpired
            case .keysUnavailable: throw StoreError.unavailable("signing keys")
            default: throw DirectoryError.invalidIDToken
            }
        }
    }

    /// Five minutes, as Firebase has it.
    private func checkRecent(_ claims: IDTokenClaims) throws(DirectoryError) {
        guard time.now().secondsSince1970 - claims.auth_time <= 300 else { throw .signInTooOld }
    }

    public func user(id: String) async throws -> LocalUser? { try await store.read { try $0.localUser(id) } }

    public func user(email: String) async throws -> LocalUser? {
        guard let email = EmailAddress(email) else { return nil }
        return try await store.read { try $0.localUser(email: email) }
    }

    public func user(phoneNumber: String) async throws -> LocalUser? { try await store.read { try $0.localUser(phoneNumber: phoneNumber) } }

    public func users(after id: String, limit: Int) async throws -> [LocalUser] {
        try await store.read { try $0.localUsers(after: id, limit: limit) }
    }

    public func create(id: String?, _ change: DirectoryChange) async throws -> LocalUser {
        let id = id ?? newUserID()
        guard (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw DirectoryError.invalidID }
        let now = time.now()
        let checked = try await CheckedChange(change, hasher)
        return try await store.write { transaction in
            guard try transaction.localUser(id) == nil else { throw DirectoryError.duplicateID }
            var user = LocalUser(id: id, createdAt: now)
            try checked.apply(to: &user, transaction, at: now)
            try transaction.insertLocalUser(user)
            return user
        }
    }

    public func update(id: String, _ change: DirectoryChange) async throws -> LocalUser {
        var change = change
        // Who is shut out, or whose password was set by an admin, is signed out as well.
        if change.isDisabled == true || change.password != nil, change.validSince == nil { change.validSince = time.now().nextSecond }
        return try await apply(change, to: id)
    }

    public func delete(id: String) async throws {
        guard try await store.write({ try $0.deleteLocalUser(id) }) else { throw DirectoryError.userNotFound }
    }

    private func apply(_ change: DirectoryChange, to id: String) async throws -> LocalUser {
        let now = time.now()
        let checked = try await CheckedChange(change, hasher)
        return try await store.write { transaction in
            guard var user = try transaction.localUser(id) else { throw DirectoryError.userNotFound }
            let before = user.validSince
            try checked.apply(to: &user, transaction, at: now)
            try transaction.updateLocalUser(user)
            if user.validSince > before { try transaction.revokeLocalTokens(of: id, validSince: user.validSince) }
            return user
        }
    }
}

/// A change whose parts are each valid, its password hashed.
private struct CheckedChange: Sendable {
    private let change: DirectoryChange
    private let email: EmailAddress?
    private let passwordHash: String??
    private let displayName: String??

    /// Names that tokens use themselves. Source: Firebase documentation, "Control access with custom claims".
    private static let reservedClaims: Set<String> = [
        "acr", "amr", "at_hash", "aud", "auth_time", "azp", "cnf", "c_hash", "exp", "firebase", "iat", "iss", "jti", "nbf", "nonce", "sub",
        "user_id", "email", "email_verified", "name", "picture", "phone_number",
    ]

    init(_ change: DirectoryChange, _ hasher: PasswordHasher) async throws {
        self.change = change
        email = try change.email.map { text in
            guard let email = EmailAddress(text) else { throw DirectoryError.invalidEmail }
            return email
        }
        displayName = try change.displayName.map { text in
            try text.map { text in
                guard let name = Account.displayName(text) else { throw DirectoryError.invalidDisplayName }
                return name
            }
        }
        if case .some(.some(let url)) = change.photoURL {
            guard url.utf8.count <= 2000, url.hasPrefix("https://") || url.hasPrefix("http://"),
                url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw DirectoryError.invalidPhotoURL }
        }
        if case .some(.some(let number)) = change.phoneNumber {
            let digits = number.utf8.dropFirst()
            guard number.hasPrefix("+"), (7...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw DirectoryError.invalidPhoneNumber
            }
        }
        if case .some(.some(let claims)) = change.customClaims {
            guard claims.utf8.count <= 1000 else { throw DirectoryError.claimsTooLarge }
            guard let object = LocalIdentity.claims(claims) else { throw DirectoryError.invalidClaims }
            guard Self.reservedClaims.isDisjoint(with: object.keys) else { throw DirectoryError.forbiddenClaim }
        }
        switch change.password {
        case nil: passwordHash = nil
        case .some(nil): passwordHash = .some(nil)
        case .some(.some(let password)): passwordHash = .some(try await hasher.hash(password))
        }
    }

    func apply(to user: inout LocalUser, _ transaction: any SQLTransaction, at time: Timestamp) throws {
        if let email, email != user.email {
            guard try transaction.localUser(email: email) == nil else { throw DirectoryError.emailExists }
            user.email = email
            user.isEmailVerified = false
        }
        if let phoneNumber = change.phoneNumber, phoneNumber != user.phoneNumber {
            if let phoneNumber, try transaction.localUser(phoneNumber: phoneNumber) != nil { throw DirectoryError.phoneNumberExists }
            user.phoneNumber = phoneNumber
        }
        if let verified = change.isEmailVerified { user.isEmailVerified = verified && user.email != nil }
        if let passwordHash {
            user.passwordHash = passwordHash
            user.passwordChangedAt = passwordHash == nil ? nil : time
        }
        if let displayName { user.displayName = displayName }
        if let photoURL = change.photoURL { user.photoURL = photoURL }
        if let disabled = change.isDisabled { user.isDisabled = disabled }
        if let claims = change.customClaims { user.customClaims = claims }
        if let validSince = change.validSince { user.validSince = max(user.validSince, validSince) }
    }
}
