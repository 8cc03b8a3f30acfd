import Telecom

/// A key with which a program acts for an account, within its scopes. The key itself is shown once and kept as a digest.
public struct APIKey: Sendable, Equatable {
    /// Live keys an account may have.
    public static let mostPerAccount = 20
    /// What each key starts with, so that a leaked one is recognised.
    public static let prefix = "gorse_live_"

    /// What keys may be allowed: to read or to write what is found under one noun of the API.
    public static let allScopes: Set<String> = Set(
        ["account", "orders", "lines", "buckets", "group", "billing", "inventory", "identity", "admin"].flatMap {
            ["\($0):read", "\($0):write"]
        }
            + ["lines:admin", "network:charging"])

    public let id: APIKeyID
    public let accountID: AccountID
    /// 1...100 characters.
    public let name: String
    /// The key's last four characters.
    public let hint: String
    public let scopes: Set<String>
    public let createdAt: Timestamp
    public let expiresAt: Timestamp?
    /// Within a minute.
    public var lastUsedAt: Timestamp?
    public var revokedAt: Timestamp?

    public init(
        id: APIKeyID, accountID: AccountID, name: String, hint: String, scopes: Set<String>, createdAt: Timestamp, expiresAt: Timestamp?,
        lastUsedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.hint = hint
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    public func isAlive(at time: Timestamp) -> Bool { revokedAt == nil && expiresAt.map { time < $0 } ?? true }

    /// Whether a use at `time` is worth writing down: at most once a minute.
    public func shouldRecordUse(at time: Timestamp) -> Bool { lastUsedAt.map { time.seconds(since: $0) >= 60 } ?? true }
}
