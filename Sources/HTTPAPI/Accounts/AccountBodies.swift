import Platform
import Subscribers
import Telecom

struct AccountBody: APIBody {
    let id: AccountID
    let brandID: BrandID
    let groupID: GroupID
    let email: String?
    let emailVerified: Bool
    let displayName: String?
    let language: String
    let country: Country?
    let role: Role
    let founderSince: Timestamp?
    let createdAt: Timestamp
    let deletedAt: Timestamp?

    init(_ account: Account) {
        id = account.id
        brandID = account.brandID
        groupID = account.groupID
        email = account.email?.text
        emailVerified = account.isEmailVerified
        displayName = account.displayName
        language = account.language
        country = account.country
        role = account.role
        founderSince = account.founderSince
        createdAt = account.createdAt
        deletedAt = account.deletedAt
    }

    static let schemaName = "Account"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Account.self)), .required("brand_id", .id(Noun.Brand.self)),
        .required("group_id", .id(Noun.Group.self), "The accounts that share data."), .optional("email", .email),
        .required("email_verified", .boolean, "The identity provider vouches for the address."),
        .optional("display_name", .text(1...100)), .required("language", .language, "Of mails and notifications."),
        .optional("country", .country), .required("role", .oneOf(Role.self)), .optional("founder_since", .time),
        .required("created_at", .time), .optional("deleted_at", .time),
    ])
}

struct ProfileChangeBody: APIBody {
    /// `.some(nil)` for null: it removes the name.
    let displayName: String??
    let language: String?
    let country: Country??

    static let schemaName = "ProfileChange"
    static let schema = JSONSchema.object([
        .optional("display_name", .nullable(.text(1...100)), "null removes it."), .optional("language", .language),
        .optional("country", .nullable(.country), "null removes it."),
    ])

    private enum CodingKeys: CodingKey { case displayName, language, country }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        displayName = container.contains(.displayName) ? .some(try container.decodeIfPresent(String.self, forKey: .displayName)) : nil
        language = try container.decodeIfPresent(String.self, forKey: .language)
        country = container.contains(.country) ? .some(try container.decodeIfPresent(Country.self, forKey: .country)) : nil
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if let displayName { try container.encode(displayName, forKey: .displayName) }
        try container.encodeIfPresent(language, forKey: .language)
        if let country { try container.encode(country, forKey: .country) }
    }
}

struct SignInMethodBody: APIBody {
    let issuer: String
    let hasPassword: Bool
    let lastUsedAt: Timestamp?

    init(_ method: SignInMethod) {
        issuer = method.issuer
        hasPassword = method.hasPassword
        lastUsedAt = method.lastUsedAt
    }

    static let schemaName = "SignInMethod"
    static let schema = JSONSchema.object([
        .required("issuer", .text(1...300), "`local` for this installation's own provider, else the issuer of the ID tokens."),
        .required("has_password", .boolean, "A password is set; false for outside providers, which do not tell."),
        .optional("last_used_at", .time, "Unknown for outside providers."),
    ])
}

struct SignInMethodList: APIBody {
    let data: [SignInMethodBody]

    static let schema = JSONSchema.object([.required("data", .array(of: .body(SignInMethodBody.self)))])
}

struct RoleBody: APIBody {
    let role: Role

    static let schema = JSONSchema.object([.required("role", .oneOf(Role.self))])
}

extension JSONSchema {
    /// A BCP 47 language tag.
    static let language = text(2...35, TextPattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$") { Account.isLanguage($0) })
}
