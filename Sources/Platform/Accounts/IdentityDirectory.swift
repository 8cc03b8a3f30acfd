import Store
import Telecom

/// An identity provider that keeps its own people: what stands behind the Identity Toolkit door.
///
/// `client` is the network address that asks, for throttling. Every call may throw `DirectoryError`, or `StoreError`.
public protocol IdentityDirectory: IdentityVerifier {
    /// The project that clients name, and the audience of the ID tokens.
    var projectID: String { get }

    // What people do.
    func signUp(email: String, password: String, displayName: String?, client: String) async throws -> DirectorySignIn
    func signIn(email: String, password: String, client: String) async throws -> DirectorySignIn
    /// Signs in, or up, with the code of a mailed link; the address is proved by it.
    func signIn(email: String, code: String) async throws -> DirectorySignIn
    func renew(refreshToken: String) async throws -> DirectorySignIn
    func user(idToken: String) async throws -> LocalUser
    /// - Returns: with new tokens when the change ended the old ones.
    func update(idToken: String, _ change: DirectoryChange) async throws -> (LocalUser, DirectorySignIn?)
    func delete(idToken: String) async throws

    // What mailed links do.
    /// Mails a link, or does nothing for a stranger: the caller cannot tell which.
    func mailLink(
        _ purpose: EmailCodePurpose, email: String, continueURL: String?, brand: BrandID, language: Language, client: String
    ) async throws
    /// What a code is for, without using it.
    func inspect(code: String) async throws -> EmailCode
    func verifyEmail(code: String) async throws -> LocalUser
    func resetPassword(code: String, newPassword: String) async throws -> LocalUser

    // What admins do.
    func create(id: String?, _ change: DirectoryChange) async throws -> LocalUser
    func user(id: String) async throws -> LocalUser?
    func user(email: String) async throws -> LocalUser?
    func user(phoneNumber: String) async throws -> LocalUser?
    func users(after id: String, limit: Int) async throws -> [LocalUser]
    func update(id: String, _ change: DirectoryChange) async throws -> LocalUser
    func delete(id: String) async throws
    /// A link like the mailed one, for an admin to hand on.
    func makeLink(_ purpose: EmailCodePurpose, email: String, continueURL: String?) async throws -> String

    // What verifiers need.
    /// Published signing certificates, X.509 in PEM by key id.
    func certificates() async throws -> [String: String]
    /// The same keys as a JSON Web Key Set (RFC 7517).
    func keySet() async throws -> String
}

/// A proved sign-in of the directory.
public struct DirectorySignIn: Sendable {
    public static let tokenSeconds: Int64 = 3600

    public let user: LocalUser
    public let idToken: String
    public let refreshToken: String
    public let isNewUser: Bool

    public init(user: LocalUser, idToken: String, refreshToken: String, isNewUser: Bool) {
        self.user = user
        self.idToken = idToken
        self.refreshToken = refreshToken
        self.isNewUser = isNewUser
    }
}

/// What is to change of a person in the directory; `nil` leaves a field, `.some(nil)` removes it.
public struct DirectoryChange: Sendable {
    public var email: String?
    public var isEmailVerified: Bool?
    public var password: String??
    public var displayName: String??
    public var photoURL: String??
    public var phoneNumber: String??
    public var isDisabled: Bool?
    /// A JSON object.
    public var customClaims: String??
    public var validSince: Timestamp?

    public init() {}
}

/// Why the directory refused, by the codes of Google's Identity Toolkit, which official clients know.
public enum DirectoryError: String, Error, Sendable {
    case emailExists = "EMAIL_EXISTS"
    case phoneNumberExists = "PHONE_NUMBER_EXISTS"
    case duplicateID = "DUPLICATE_LOCAL_ID"
    case invalidEmail = "INVALID_EMAIL"
    case missingEmail = "MISSING_EMAIL"
    case missingPassword = "MISSING_PASSWORD"
    case weakPassword = "WEAK_PASSWORD : Password should be 8 to 1024 bytes"
    case invalidPhoneNumber = "INVALID_PHONE_NUMBER : E.164 with a plus sign"
    case invalidID = "INVALID_LOCAL_ID"
    case invalidDisplayName = "INVALID_DISPLAY_NAME"
    case invalidPhotoURL = "INVALID_PHOTO_URL"
    case invalidClaims = "INVALID_CLAIMS"
    case forbiddenClaim = "FORBIDDEN_CLAIM"
    case claimsTooLarge = "CLAIMS_TOO_LARGE"
    /// Also for addresses that nobody has: the answer does not tell.
    case invalidCredentials = "INVALID_LOGIN_CREDENTIALS"
    case tooManyAttempts = "TOO_MANY_ATTEMPTS_TRY_LATER"
    case userDisabled = "USER_DISABLED"
    case userNotFound = "USER_NOT_FOUND"
    case invalidIDToken = "INVALID_ID_TOKEN"
    case tokenExpired = "TOKEN_EXPIRED"
    case invalidRefreshToken = "INVALID_REFRESH_TOKEN"
    case signInTooOld = "CREDENTIAL_TOO_OLD_LOGIN_AGAIN"
    case invalidCode = "INVALID_OOB_CODE"
    case expiredCode = "EXPIRED_OOB_CODE"
    case unauthorizedDomain = "UNAUTHORIZED_DOMAIN"
}
