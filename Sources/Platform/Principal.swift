import Telecom

/// Who is asking, as proved by a token, a session or an API key; never by what the request says.
public struct Principal: Sendable, Equatable {
    public let accountID: AccountID
    public let brandID: BrandID
    public let role: Role
    /// What an API key may do; `nil` for a person, who may do all that the role allows.
    public let scopes: Set<String>?
    /// When the person last proved who they are; `nil` for an API key.
    public let authenticatedAt: Timestamp?
    /// The session that a cookie named.
    public let sessionID: SessionID?
    /// What the account says, a BCP 47 tag; `nil` where nobody reads the answer.
    public let language: String?

    public init(
        accountID: AccountID, brandID: BrandID, role: Role, scopes: Set<String>? = nil, authenticatedAt: Timestamp? = nil,
        sessionID: SessionID? = nil, language: String? = nil
    ) {
        self.accountID = accountID
        self.brandID = brandID
        self.role = role
        self.scopes = scopes
        self.authenticatedAt = authenticatedAt
        self.sessionID = sessionID
        self.language = language
    }
}
