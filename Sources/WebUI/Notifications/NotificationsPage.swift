import HTTPAPI
import Platform
import Store
import Telecom

/// What the platform has told a person, the newest first. The words are those that were written then.
struct NotificationsPage {
    struct Item {
        let title: String
        let body: String
        let time: String
        let isNew: Bool
    }

    static let size = 30

    let items: [Item]
    let hasItems: Bool
    let hasNew: Bool
    /// Leads to older ones; `nil` when there are none.
    let next: String?

    /// - Parameter notifications: one more than are shown, if there are so many.
    init(_ notifications: [Notification], in language: Language) {
        items = notifications.prefix(Self.size).map {
            Item(title: $0.title, body: $0.body, time: language.dayAndMinute($0.createdAt), isNew: $0.readAt == nil)
        }
        hasItems = !items.isEmpty
        hasNew = items.contains(where: \.isNew)
        next = notifications.count > Self.size ? "/notifications?before=\(notifications[Self.size - 1].id)" : nil
    }
}

enum NotificationPageRoutes {
    static let endpoints: [Endpoint] = [list, readAll].map { $0.asPage() }

    static let list = Endpoint(
        .get, "/notifications", "showNotifications", tag: "Pages", "Show one's notifications", access: .signedIn,
        parameters: [.query("before", .id(Noun.Notification.self), "The notification to go on behind.")], produces: ["text/html"]
    ) { call in
        let notifications = try await call.platform.notifications(
            of: call.accountID, before: call.text("before").flatMap(NotificationID.init(_:)), limit: NotificationsPage.size + 1)
        return call.page(
            call.language.text("notifications.title"), at: .notifications, NotificationsPage(notifications, in: call.language)
        ).content()
    }

    static let readAll = Endpoint(
        .post, "/notifications/read", "readNotificationsByForm", tag: "Pages", "Mark every notification read", access: .signedIn,
        input: BareForm.self, inputForm: .urlEncoded, produces: ["text/html"], isIdempotent: false
    ) { call, form in
        try call.checkForm(form.formToken)
        try await call.platform.readAllNotifications(of: call.accountID)
        return .seeOther("/notifications")
    }
}
