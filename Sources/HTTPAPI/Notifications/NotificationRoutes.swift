import Platform
import Store
import Telecom

enum NotificationRoutes {
    static let endpoints = [list, read, readAll]

    static let list = Endpoint(
        .get, "/v1/notifications", "listNotifications", tag: "Notifications", "List notifications, the newest first",
        access: .signedIn(scope: "account:read"), parameters: .page, output: Page<NotificationBody>.self
    ) { call in
        let page = try call.pageRequest
        let rows = try await call.platform.notifications(
            of: try call.accountID, before: page.after.flatMap { NotificationID($0) }, limit: page.fetchLimit)
        return page.page(rows, key: \.id.text) { NotificationBody($0) }
    }

    static let read = Endpoint(
        .put, "/v1/notifications/{notification_id}/read", "readNotification", tag: "Notifications", "Mark a notification read",
        access: .signedIn(scope: "account:write"), parameters: [.id("notification_id", Noun.Notification.self, "The notification.")],
        output: NotificationBody.self
    ) { call in
        NotificationBody(try await call.platform.readNotification(try call.id("notification_id"), of: try call.accountID))
    }

    static let readAll = Endpoint(
        .put, "/v1/notifications/read", "readAllNotifications", tag: "Notifications", "Mark every notification read",
        access: .signedIn(scope: "account:write")
    ) { call in
        try await call.platform.readAllNotifications(of: try call.accountID)
    }
}

struct NotificationBody: APIBody {
    let id: NotificationID
    let kind: String
    let title: String
    let body: String
    let createdAt: Timestamp
    let readAt: Timestamp?

    init(_ notification: Notification) {
        id = notification.id
        kind = notification.kind
        title = notification.title
        body = notification.body
        createdAt = notification.createdAt
        readAt = notification.readAt
    }

    static let schemaName = "Notification"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Notification.self)), .required("kind", .text(1...64), "What it is about."),
        .required("title", .text(1...200)), .required("body", .prose(0...2000), "Plain text."), .required("created_at", .time),
        .optional("read_at", .time),
    ])
}
