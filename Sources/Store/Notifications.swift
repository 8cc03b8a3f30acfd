import Telecom

/// What the platform tells a person on its pages and in its apps. Plain text.
public struct Notification: Sendable, Equatable {
    public let id: NotificationID
    public let accountID: AccountID
    /// What it is about, such as `welcome`.
    public let kind: String
    public let title: String
    public let body: String
    public let createdAt: Timestamp
    public let readAt: Timestamp?

    public init(
        id: NotificationID, accountID: AccountID, kind: String, title: String, body: String, createdAt: Timestamp, readAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.title = title
        self.body = body
        self.createdAt = createdAt
        self.readAt = readAt
    }
}

extension SQLTransaction {
    public func insertNotification(_ notification: Notification) throws {
        try execute(
            "INSERT INTO notifications (id, account_id, kind, title, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            notification.id, notification.accountID, notification.kind, notification.title, notification.body, notification.createdAt)
    }

    /// The newest first, older than `before` when given.
    public func notifications(of account: AccountID, before: NotificationID? = nil, limit: Int) throws -> [Notification] {
        try query(
            "SELECT * FROM notifications WHERE account_id = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3", account,
            before?.text ?? "", limit
        ).map(Notification.init(row:))
    }

    public func notification(_ id: NotificationID, of account: AccountID) throws -> Notification? {
        try first("SELECT * FROM notifications WHERE id = $1 AND account_id = $2", id, account).map(Notification.init(row:))
    }

    /// Keeps the first time it was read.
    public func markRead(_ id: NotificationID, at time: Timestamp) throws {
        try execute("UPDATE notifications SET read_at = $2 WHERE id = $1 AND read_at IS NULL", id, time)
    }

    public func markAllRead(of account: AccountID, at time: Timestamp) throws {
        try execute("UPDATE notifications SET read_at = $2 WHERE account_id = $1 AND read_at IS NULL", account, time)
    }

    public func deleteNotifications(of account: AccountID) throws {
        try execute("DELETE FROM notifications WHERE account_id = $1", account)
    }
}

extension Notification {
    init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"), accountID: try row.id("account_id"), kind: try row.text("kind"), title: try row.text("title"),
            body: try row.text("body"), createdAt: try row.time("created_at"), readAt: try row.optionalTime("read_at"))
    }
}
