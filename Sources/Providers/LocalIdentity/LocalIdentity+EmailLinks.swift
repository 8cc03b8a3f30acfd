import Foundation
import Platform
import Store
import Subscribers
import Telecom

extension LocalIdentity {
    public func mailLink(
        _ purpose: EmailCodePurpose, email: String, continueURL: String?, brand: BrandID, language: Language,
        client: String
    ) async throws {
        let email = try emailAddress(email)
        try checkContinueURL(continueURL)
        try await countAttempt([("mail from \(client)", .address)])
        let code = OpaqueSecret(randomness)
        let (now, mailID) = (time.now(), MailID(at: time.now(), randomness))
        let url = link(purpose, email: email, code: code.text, continueURL: continueURL)
        let minutes = Self.validMinutes(purpose)
        try await store.write { transaction in
            // A sign-in link also makes new people; the others need someone to be for.
            if purpose != .signIn, try transaction.localUser(email: email) == nil { return }
            guard
                try transaction.insertEmailCode(
                    purpose, email: email, digest: code.digest, expiresAt: now.adding(seconds: minutes * 60), at: now)
            else { return }
            let name = try transaction.first("SELECT name FROM brands WHERE id = $1", brand)?.text("name") ?? "DOTM"
            let text = MailText.link(purpose, brand: name, url: url, minutes: minutes, in: language)
            try transaction.postMail(text.mail(id: mailID, to: email, account: nil, brand: brand, at: now))
        }
    }

    public func makeLink(_ purpose: EmailCodePurpose, email: String, continueURL: String?) async throws -> String {
        let email = try emailAddress(email)
        try checkContinueURL(continueURL)
        let code = OpaqueSecret(randomness)
        let now = time.now()
        try await store.write { transaction in
            if purpose != .signIn, try transaction.localUser(email: email) == nil { throw DirectoryError.userNotFound }
            let isKept = try transaction.insertEmailCode(
                purpose, email: email, digest: code.digest, expiresAt: now.adding(seconds: Self.validMinutes(purpose) * 60), at: now)
            guard isKept else { throw DirectoryError.tooManyAttempts }
        }
        return link(purpose, email: email, code: code.text, continueURL: continueURL)
    }

    public func inspect(code: String) async throws -> EmailCode {
        let (now, digest) = (time.now(), OpaqueSecret.digest(code))
        return try await store.read { try $0.live(digest, at: now) }
    }

    public func signIn(email: String, code: String) async throws -> DirectorySignIn {
        let email = try emailAddress(email)
        let (now, digest, newID) = (time.now(), OpaqueSecret.digest(code), newUserID())
        let (id, isNew) = try await store.write { transaction -> (String, Bool) in
            guard try transaction.live(digest, .signIn, at: now).email == email else { throw DirectoryError.invalidCode }
            guard try transaction.useEmailCode(digest: digest, at: now) else { throw DirectoryError.invalidCode }
            guard let user = try transaction.localUser(email: email) else {
                try transaction.insertLocalUser(LocalUser(id: newID, email: email, isEmailVerified: true, createdAt: now))
                return (newID, true)
            }
            try transaction.prove(user, at: now)
            return (user.id, false)
        }
        return try await signIn(id, method: "emailLink", isNewUser: isNew) { _, _ in }
    }

    public func verifyEmail(code: String) async throws -> LocalUser {
        let (now, digest) = (time.now(), OpaqueSecret.digest(code))
        return try await store.write { transaction in
            let code = try transaction.live(digest, .verifyEmail, at: now)
            guard try transaction.useEmailCode(digest: digest, at: now), var user = try transaction.localUser(email: code.email) else {
                throw DirectoryError.invalidCode
            }
            user.isEmailVerified = true
            try transaction.updateLocalUser(user)
            return user
        }
    }

    public func resetPassword(code: String, newPassword: String) async throws -> LocalUser {
        _ = try await inspect(code: code)
        let hash = try await hasher.hash(newPassword)
        let (now, digest) = (time.now(), OpaqueSecret.digest(code))
        return try await store.write { transaction in
            let code = try transaction.live(digest, .resetPassword, at: now)
            guard try transaction.useEmailCode(digest: digest, at: now), var user = try transaction.localUser(email: code.email) else {
                throw DirectoryError.invalidCode
            }
            user.isEmailVerified = true
            user.passwordHash = hash
            user.passwordChangedAt = now
            user.validSince = now.nextSecond
            try transaction.updateLocalUser(user)
            try transaction.revokeLocalTokens(of: user.id, validSince: user.validSince)
            try transaction.clearSignInThrottle("sign-in to \(code.email)")
            return user
        }
    }

    /// Where a mailed link leads: a page that shows what will happen and asks before it does.
    private func link(_ purpose: EmailCodePurpose, email: EmailAddress, code: String, continueURL: String?) -> String {
        let mode =
            switch purpose {
            case .signIn: "signIn"
            case .verifyEmail: "verifyEmail"
            case .resetPassword: "resetPassword"
            }
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "mode", value: mode), URLQueryItem(name: "oobCode", value: code)]
        if purpose == .signIn { components.queryItems?.append(URLQueryItem(name: "email", value: email.text)) }
        if let continueURL { components.queryItems?.append(URLQueryItem(name: "continueUrl", value: continueURL)) }
        let query = (components.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        return "\(publicURL)/auth/action?\(query)"
    }

    /// Links lead on within this installation alone, so that no mail of ours takes people to a stranger's page.
    private func checkContinueURL(_ url: String?) throws(DirectoryError) {
        guard let url else { return }
        let isOwn = url == publicURL || url.hasPrefix(publicURL + "/")
        guard url.utf8.count <= 2000, isOwn, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unauthorizedDomain }
    }
}

extension SQLTransaction {
    /// A code that can still be used, for `purpose` when given.
    fileprivate func live(_ digest: [UInt8], _ purpose: EmailCodePurpose? = nil, at time: Timestamp) throws -> EmailCode {
        guard let code = try emailCode(digest: digest), code.usedAt == nil, purpose == nil || code.purpose == purpose else {
            throw DirectoryError.invalidCode
        }
        guard time < code.expiresAt else { throw DirectoryError.expiredCode }
        return code
    }

    /// The mailbox is proved. Whoever set a password before that did not prove it, so the password and all sign-ins with it end.
    fileprivate func prove(_ user: LocalUser, at time: Timestamp) throws {
        guard !user.isEmailVerified else { return }
        var user = user
        user.isEmailVerified = true
        if user.passwordHash != nil {
            user.passwordHash = nil
            user.validSince = time.nextSecond
            try revokeLocalTokens(of: user.id, validSince: user.validSince)
        }
        try updateLocalUser(user)
    }
}

extension Timestamp {
    /// The first whole second that is surely later: tokens name whole seconds.
    var nextSecond: Timestamp { Timestamp(secondsSince1970: secondsSince1970 + 1) }
}
