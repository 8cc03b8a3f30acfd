import Foundation
import Platform
import Store
import Telecom

/// A body of Google's Identity Toolkit: names as Google writes them, fields that we do not know are ignored.
protocol ToolkitBody: APIBody {}

extension ToolkitBody {
    static var naming: KeyNaming { .verbatim }
}

extension JSONSchema {
    /// Free text of a client; the directory says what is wrong with it.
    static let toolkitText = text(0...2000, TextPattern("^[^\\u0000]*$") { !$0.utf8.contains(0) })
    static let toolkitToken = text(1...8192)
    static let toolkitUserID = text(1...128)
}

struct ToolkitSignUp: ToolkitBody {
    let email: String?
    let password: String?
    let displayName: String?

    static let schema = JSONSchema.openObject([
        .optional("email", .toolkitText), .optional("password", .toolkitText), .optional("displayName", .toolkitText),
    ])
}

struct ToolkitPasswordSignIn: ToolkitBody {
    let email: String?
    let password: String?

    static let schema = JSONSchema.openObject([.optional("email", .toolkitText), .optional("password", .toolkitText)])
}

struct ToolkitLinkSignIn: ToolkitBody {
    let email: String
    let oobCode: String

    static let schema = JSONSchema.openObject([.required("email", .toolkitText), .required("oobCode", .toolkitText)])
}

struct ToolkitMailRequest: ToolkitBody {
    let requestType: String
    let email: String?
    let idToken: String?
    let continueUrl: String?
    /// Admins get the link instead of a mail.
    let returnOobLink: Bool?

    static let schema = JSONSchema.openObject([
        .required("requestType", .oneOf(EmailCodePurpose.self)), .optional("email", .toolkitText), .optional("idToken", .toolkitToken),
        .optional("continueUrl", .toolkitText), .optional("returnOobLink", .boolean),
    ])

    var purpose: EmailCodePurpose { EmailCodePurpose(rawValue: requestType)! }
}

struct ToolkitReset: ToolkitBody {
    let oobCode: String
    let newPassword: String?

    static let schema = JSONSchema.openObject([.required("oobCode", .toolkitText), .optional("newPassword", .toolkitText)])
}

struct ToolkitLookup: ToolkitBody {
    let idToken: String

    static let schema = JSONSchema.openObject([.required("idToken", .toolkitToken)])
}

struct ToolkitAdminLookup: ToolkitBody {
    let localId: [String]?
    let email: [String]?
    let phoneNumber: [String]?

    static let schema = JSONSchema.openObject([
        .optional("localId", .array(of: .toolkitText)), .optional("email", .array(of: .toolkitText)),
        .optional("phoneNumber", .array(of: .toolkitText)),
    ])
}

/// What may change of a person: by themselves with `idToken` or `oobCode`, by an admin with `localId`.
struct ToolkitChange: ToolkitBody {
    let idToken: String?
    let oobCode: String?
    let localId: String?
    let email: String?
    let password: String?
    let displayName: String?
    let photoUrl: String?
    let phoneNumber: String?
    let emailVerified: Bool?
    let disabled: Bool?
    let disableUser: Bool?
    let customAttributes: String?
    /// Seconds since 1970: text as Google's clients send it, or a number.
    let validSince: Seconds?
    let deleteAttribute: [String]?
    let deleteProvider: [String]?

    struct Seconds: Codable, Sendable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                value = number
            } else if let number = Int64(try container.decode(String.self)) {
                value = number
            } else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not seconds since 1970")
            }
            guard (0...100_000_000_000).contains(value) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time of this age")
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    static let schema = JSONSchema.openObject([
        .optional("idToken", .toolkitToken), .optional("oobCode", .toolkitText), .optional("localId", .toolkitText),
        .optional("email", .toolkitText), .optional("password", .toolkitText), .optional("displayName", .toolkitText),
        .optional("photoUrl", .toolkitText), .optional("phoneNumber", .toolkitText), .optional("emailVerified", .boolean),
        .optional("disabled", .boolean), .optional("disableUser", .boolean), .optional("customAttributes", .toolkitText),
        .optional("validSince", .any), .optional("deleteAttribute", .array(of: .toolkitText, count: 0...10)),
        .optional("deleteProvider", .array(of: .toolkitText, count: 0...10)),
    ])

    var change: DirectoryChange {
        var change = DirectoryChange()
        change.email = email
        change.password = password.map { .some($0) }
        change.displayName = displayName.map { .some($0) }
        change.photoURL = photoUrl.map { .some($0) }
        change.phoneNumber = phoneNumber.map { .some($0) }
        change.isEmailVerified = emailVerified
        change.isDisabled = disableUser ?? disabled
        change.customClaims = customAttributes.map { .some($0) }
        change.validSince = validSince.map { Timestamp(secondsSince1970: $0.value) }
        for attribute in deleteAttribute ?? [] {
            switch attribute {
            case "DISPLAY_NAME": change.displayName = .some(nil)
            case "PHOTO_URL": change.photoURL = .some(nil)
            default: break
            }
        }
        for provider in deleteProvider ?? [] {
            switch provider {
            case "phone": change.phoneNumber = .some(nil)
            case "password": change.password = .some(nil)
            default: break
            }
        }
        return change
    }
}

struct ToolkitDelete: ToolkitBody {
    let idToken: String?
    let localId: String?

    static let schema = JSONSchema.openObject([.optional("idToken", .toolkitToken), .optional("localId", .toolkitText)])
}

/// RFC 6749 §6, in Google's securetoken endpoint.
struct ToolkitRefresh: ToolkitBody {
    let grant_type: String
    let refresh_token: String

    static let schema = JSONSchema.openObject([
        .required("grant_type", .oneOf(["refresh_token"])), .required("refresh_token", .toolkitText),
    ])
}

struct ToolkitSignedIn: ToolkitBody {
    let kind: String
    let localId: String
    let email: String?
    let displayName: String?
    let idToken: String
    let refreshToken: String
    /// Seconds, as text.
    let expiresIn: String
    let registered: Bool
    let isNewUser: Bool

    init(_ signIn: DirectorySignIn, kind: String) {
        self.kind = "identitytoolkit#\(kind)"
        localId = signIn.user.id
        email = signIn.user.email?.text
        displayName = signIn.user.displayName
        idToken = signIn.idToken
        refreshToken = signIn.refreshToken
        expiresIn = String(DirectorySignIn.tokenSeconds)
        registered = true
        isNewUser = signIn.isNewUser
    }

    static let schema = JSONSchema.object([
        .required("kind", .text(1...64)), .required("localId", .toolkitUserID), .optional("email", .email),
        .optional("displayName", .text(1...100)), .required("idToken", .toolkitToken), .required("refreshToken", .toolkitToken),
        .required("expiresIn", .text(1...10), "Seconds."), .required("registered", .boolean), .required("isNewUser", .boolean),
    ])
}

struct ToolkitRenewed: ToolkitBody {
    let access_token: String
    let expires_in: String
    let token_type: String
    let refresh_token: String
    let id_token: String
    let user_id: String
    let project_id: String

    init(_ signIn: DirectorySignIn, project: String) {
        access_token = signIn.idToken
        expires_in = String(DirectorySignIn.tokenSeconds)
        token_type = "Bearer"
        refresh_token = signIn.refreshToken
        id_token = signIn.idToken
        user_id = signIn.user.id
        project_id = project
    }

    static let schema = JSONSchema.object([
        .required("access_token", .toolkitToken), .required("expires_in", .text(1...10)), .required("token_type", .text(1...10)),
        .required("refresh_token", .toolkitToken), .required("id_token", .toolkitToken), .required("user_id", .toolkitUserID),
        .required("project_id", .text(1...100)),
    ])
}

struct ToolkitMailed: ToolkitBody {
    let kind: String
    let email: String?
    let oobLink: String?

    init(email: String?, oobLink: String? = nil) {
        kind = "identitytoolkit#GetOobConfirmationCodeResponse"
        self.email = email
        self.oobLink = oobLink
    }

    static let schema = JSONSchema.object([
        .required("kind", .text(1...64)), .optional("email", .email), .optional("oobLink", .text(1...8000)),
    ])
}

struct ToolkitCode: ToolkitBody {
    let kind: String
    let email: String
    let requestType: String

    init(_ email: EmailAddress, _ purpose: EmailCodePurpose) {
        kind = "identitytoolkit#ResetPasswordResponse"
        self.email = email.text
        requestType = purpose.rawValue
    }

    static let schema = JSONSchema.object([
        .required("kind", .text(1...64)), .required("email", .email), .required("requestType", .oneOf(EmailCodePurpose.self)),
    ])
}

struct ToolkitUser: ToolkitBody {
    struct Provider: Codable, Sendable {
        let providerId: String
        let rawId: String
        let federatedId: String
        let email: String?
        let phoneNumber: String?
        let displayName: String?
        let photoUrl: String?
    }

    let localId: String
    let email: String?
    let emailVerified: Bool
    let displayName: String?
    let photoUrl: String?
    let phoneNumber: String?
    let providerUserInfo: [Provider]
    let disabled: Bool
    let customAttributes: String?
    let validSince: String
    let createdAt: String
    let lastLoginAt: String?
    let lastRefreshAt: String?
    let passwordUpdatedAt: Int64?

    init(_ user: LocalUser) {
        localId = user.id
        email = user.email?.text
        emailVerified = user.isEmailVerified
        displayName = user.displayName
        photoUrl = user.photoURL
        phoneNumber = user.phoneNumber
        var providers: [Provider] = []
        if let email = user.email?.text {
            providers.append(
                Provider(
                    providerId: "password", rawId: email, federatedId: email, email: email, phoneNumber: nil, displayName: user.displayName,
                    photoUrl: user.photoURL))
        }
        if let phone = user.phoneNumber {
            providers.append(
                Provider(
                    providerId: "phone", rawId: phone, federatedId: phone, email: nil, phoneNumber: phone, displayName: nil, photoUrl: nil))
        }
        providerUserInfo = providers
        disabled = user.isDisabled
        customAttributes = user.customClaims
        validSince = String(user.validSince.secondsSince1970)
        createdAt = String(user.createdAt.microsecondsSince1970 / 1000)
        lastLoginAt = user.lastSignInAt.map { String($0.microsecondsSince1970 / 1000) }
        lastRefreshAt = (user.lastRefreshAt ?? user.lastSignInAt)?.description
        passwordUpdatedAt = user.passwordChangedAt.map { $0.microsecondsSince1970 / 1000 }
    }

    static let schema = JSONSchema.object([
        .required("localId", .toolkitUserID), .optional("email", .email), .required("emailVerified", .boolean),
        .optional("displayName", .text(1...100)), .optional("photoUrl", .text(1...2000)), .optional("phoneNumber", .text(1...20)),
        .required(
            "providerUserInfo",
            .array(
                of: .object([
                    .required("providerId", .text(1...20)), .required("rawId", .text(1...254)), .required("federatedId", .text(1...254)),
                    .optional("email", .email), .optional("phoneNumber", .text(1...20)), .optional("displayName", .text(1...100)),
                    .optional("photoUrl", .text(1...2000)),
                ]), count: 0...2)), .required("disabled", .boolean),
        .optional("customAttributes", .prose(1...1000)), .required("validSince", .text(1...20), "Seconds since 1970."),
        .required("createdAt", .text(1...20), "Milliseconds since 1970."), .optional("lastLoginAt", .text(1...20)),
        .optional("lastRefreshAt", .time), .optional("passwordUpdatedAt", .integer(0...100_000_000_000_000)),
    ])
}

struct ToolkitUsers: ToolkitBody {
    let kind: String
    /// Left out when there are none, as Google does.
    let users: [ToolkitUser]?
    let nextPageToken: String?

    init(_ users: [LocalUser], nextPageToken: String? = nil) {
        kind = "identitytoolkit#GetAccountInfoResponse"
        self.users = users.isEmpty ? nil : users.map(ToolkitUser.init)
        self.nextPageToken = nextPageToken
    }

    static let schema = JSONSchema.object([
        .required("kind", .text(1...64)), .optional("users", .array(of: .body(ToolkitUser.self), count: 1...1000)),
        .optional("nextPageToken", .text(1...128)),
    ])
}

struct ToolkitChanged: ToolkitBody {
    let kind: String
    let localId: String
    let email: String?
    let displayName: String?
    let emailVerified: Bool
    let idToken: String?
    let refreshToken: String?
    let expiresIn: String?

    init(_ user: LocalUser, _ signIn: DirectorySignIn? = nil) {
        kind = "identitytoolkit#SetAccountInfoResponse"
        localId = user.id
        email = user.email?.text
        displayName = user.displayName
        emailVerified = user.isEmailVerified
        idToken = signIn?.idToken
        refreshToken = signIn?.refreshToken
        expiresIn = signIn.map { _ in String(DirectorySignIn.tokenSeconds) }
    }

    static let schema = JSONSchema.object([
        .required("kind", .text(1...64)), .required("localId", .toolkitUserID), .optional("email", .email),
        .optional("displayName", .text(1...100)), .required("emailVerified", .boolean), .optional("idToken", .toolkitToken),
        .optional("refreshToken", .toolkitToken), .optional("expiresIn", .text(1...10)),
    ])
}

struct ToolkitDeleted: ToolkitBody {
    let kind: String

    init() { kind = "identitytoolkit#DeleteAccountResponse" }

    static let schema = JSONSchema.object([.required("kind", .text(1...64))])
}
