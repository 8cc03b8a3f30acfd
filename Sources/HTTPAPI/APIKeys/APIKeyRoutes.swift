import Platform
import Subscribers
import Telecom

/// Keys are managed by people alone: no key makes another.
enum APIKeyRoutes {
    static let endpoints = [list, create, revoke]

    static let list = Endpoint(
        .get, "/v1/api-keys", "listAPIKeys", tag: "API keys", "List one's API keys", access: .signedIn, output: APIKeyList.self
    ) { call in
        APIKeyList(data: try await call.platform.apiKeys(of: try call.accountID).map { APIKeyBody($0) })
    }

    static let create = Endpoint(
        .post, "/v1/api-keys", "createAPIKey", tag: "API keys", "Make an API key",
        description: "The key is in this answer and can never be shown again.", access: .signedIn, input: NewAPIKeyBody.self,
        output: CreatedAPIKeyBody.self, status: .created, errors: [.init(409, "too_many_api_keys", "An account has 20 live keys at most.")],
        isIdempotent: false
    ) { call, input in
        let (key, secret) = try await call.platform.createAPIKey(
            name: input.name, scopes: Set(input.scopes), expiresAt: input.expiresAt, for: try call.accountID)
        return CreatedAPIKeyBody(apiKey: APIKeyBody(key), secret: secret.text)
    }

    static let revoke = Endpoint(
        .delete, "/v1/api-keys/{key_id}", "revokeAPIKey", tag: "API keys", "Revoke an API key", access: .signedIn,
        parameters: [.id("key_id", Noun.APIKey.self, "The key.")]
    ) { call in
        try await call.platform.revokeAPIKey(try call.id("key_id"), of: try call.accountID)
    }
}

struct NewAPIKeyBody: APIBody {
    let name: String
    let scopes: [String]
    let expiresAt: Timestamp?

    static let schemaName = "NewAPIKey"
    static let schema = JSONSchema.object([
        .required("name", .text(1...100)),
        .required("scopes", .array(of: .oneOf(APIKey.allScopes.sorted()), count: 1...APIKey.allScopes.count)),
        .optional("expires_at", .nullable(.time), "Never, unless given."),
    ])
}

struct APIKeyBody: APIBody {
    let id: APIKeyID
    let name: String
    let hint: String
    let scopes: [String]
    let createdAt: Timestamp
    let expiresAt: Timestamp?
    let lastUsedAt: Timestamp?
    let revokedAt: Timestamp?

    init(_ key: APIKey) {
        id = key.id
        name = key.name
        hint = key.hint
        scopes = key.scopes.sorted()
        createdAt = key.createdAt
        expiresAt = key.expiresAt
        lastUsedAt = key.lastUsedAt
        revokedAt = key.revokedAt
    }

    static let schemaName = "APIKey"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.APIKey.self)), .required("name", .text(1...100)),
        .required("hint", .text(4...4), "The key's last four characters."), .required("scopes", .array(of: .text(1...40))),
        .required("created_at", .time), .optional("expires_at", .time), .optional("last_used_at", .time, "Within a minute."),
        .optional("revoked_at", .time),
    ])
}

struct CreatedAPIKeyBody: APIBody {
    let apiKey: APIKeyBody
    let secret: String

    static let schemaName = "CreatedAPIKey"
    static let schema = JSONSchema.object([
        .required("api_key", .body(APIKeyBody.self)), .required("secret", .text(1...100), "The key itself. Keep it: it is shown once."),
    ])
}

struct APIKeyList: APIBody {
    let data: [APIKeyBody]

    static let schema = JSONSchema.object([.required("data", .array(of: .body(APIKeyBody.self), count: 0...1000))])
}
