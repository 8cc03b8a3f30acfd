import Telecom

/// A browser that is signed in. Ends after a week without use, after 30 days in any case, or when it is revoked.
public struct Session: Sendable, Equatable {
    public static let idleDays: Int64 = 7
    public static let longestDays: Int64 = 30
    /// Sessions an account may have at once; the oldest gives way to a new one.
    public static let mostPerAccount = 50

    public let id: SessionID
    public let accountID: AccountID
    /// What the browser called itself, at most 200 characters.
    public let userAgent: String
    /// When the person last proved who they are.
    public let authenticatedAt: Timestamp
    public let createdAt: Timestamp
    public var lastUsedAt: Timestamp
    public var idleUntil: Timestamp
    public let expiresAt: Timestamp

    public init(
        id: SessionID, accountID: AccountID, userAgent: String, authenticatedAt: Timestamp, createdAt: Timestamp, lastUsedAt: Timestamp,
        idleUntil: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.userAgent = userAgent
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.idleUntil = idleUntil
        self.expiresAt = expiresAt
    }

    /// A session that starts at `time`.
    public init(id: SessionID, account: AccountID, userAgent: String, authenticatedAt: Timestamp, at time: Timestamp) {
        self.init(
            id: id, accountID: account, userAgent: String(userAgent.prefix(200)), authenticatedAt: authenticatedAt, createdAt: time,
            lastUsedAt: time, idleUntil: time.adding(days: Self.idleDays), expiresAt: time.adding(days: Self.longestDays))
    }

    public func isAlive(at time: Timestamp) -> Bool { time < idleUntil && time < expiresAt }

    /// The session as used at `time`, or `nil` when its last use is so recent (five minutes) that it need not be written again.
    public func used(at time: Timestamp) -> Session? {
        guard time.seconds(since: lastUsedAt) >= 300 else { return nil }
        var session = self
        session.lastUsedAt = time
        session.idleUntil = min(time.adding(days: Self.idleDays), expiresAt)
        return session
    }
}
