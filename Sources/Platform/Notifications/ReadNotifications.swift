import Store
import Telecom

extension Platform {
    /// The newest first, older than `before` when given.
    public func notifications(
        of account: AccountID, before: NotificationID? = nil, limit: Int = 50
    ) async throws -> [Notification] {
        try await store.read { try $0.notifications(of: account, before: before, limit: limit) }
    }

    /// Marks every notification of an account read.
    public func readAllNotifications(of account: AccountID) async throws {
        let now = time.now()
        try await store.write { try $0.markAllRead(of: account, at: now) }
    }

    /// Marks a notification read; again does nothing.
    public func readNotification(_ id: NotificationID, of account: AccountID) async throws -> Notification {
        let now = time.now()
        return try await store.write { transaction in
            guard try transaction.notification(id, of: account) != nil else { throw PlatformError.notFound("notification") }
            try transaction.markRead(id, at: now)
            return try transaction.notification(id, of: account)!
        }
    }
}
