import Foundation
import Logging
import Platform
import Store
import Subscribers
import Telecom

/// The identity provider that needs no other: people and passwords in the own database, ID tokens signed with own keys.
/// It answers as Google's Identity Toolkit v1 does, so that official clients work with it.
public struct LocalIdentity: IdentityDirectory {
    public let projectID: String
    public let tokenIssuer: String
    let publicURL: String
    let store: any SQLEngine
    let time: TimeSource
    let randomness: Randomness
    let log: Logger
    let hasher: PasswordHasher
    let keys: SigningKeys

    /// - Parameters:
    ///   - projectID: the audience of its tokens.
    ///   - publicURL: where mailed links lead, and the only place where they may lead on to.
    ///   - tokenIssuer: the `iss` of its tokens; `publicURL` and `/identity` unless given.
    public init(
        projectID: String = "gorse-local", publicURL: String, tokenIssuer: String? = nil, store: any SQLEngine, masterKey: MasterKey,
        time: TimeSource, randomness: Randomness, log: Logger, hasher: PasswordHasher = PasswordHasher()
    ) {
        self.projectID = projectID
        self.publicURL = publicURL
        self.tokenIssuer = tokenIssuer ?? publicURL + "/identity"
        self.store = store
        self.time = time
        self.randomness = randomness
        self.log = log
        self.hasher = hasher
        keys = SigningKeys(store: store, masterKey: masterKey, time: time, randomness: randomness)
    }

    /// How long a mailed link holds.
    static func validMinutes(_ purpose: EmailCodePurpose) -> Int64 { purpose == .verifyEmail ? 24 * 60 : 30 }

    func emailAddress(_ text: String) throws(DirectoryError) -> EmailAddress {
        guard !text.isEmpty else { throw .missingEmail }
        guard let email = EmailAddress(text) else { throw .invalidEmail }
        return email
    }

    func newUserID() -> String { base64URL(randomness.bytes(21)) }

    /// Counts one more try, before it is known whether it fails: tries at the same moment cannot slip past.
    /// - Throws: `DirectoryError.tooManyAttempts` while the subject must wait.
    func countAttempt(_ attempts: [(subject: String, kind: SignInThrottle.Subject)]) async throws {
        let now = time.now()
        let mayTry = try await store.write { transaction in
            let known = try attempts.map { try transaction.signInThrottle($0.subject) }
            guard !known.contains(where: { $0?.isBlocked(at: now) ?? false }) else { return false }
            for (attempt, throttle) in zip(attempts, known) {
                try transaction.saveSignInThrottle(.failed(after: throttle, attempt.kind, at: now), attempt.subject)
            }
            return true
        }
        guard mayTry else { throw DirectoryError.tooManyAttempts }
    }
}
