import Platform
import Store
import Telecom
import TestKit
import Testing

struct NotificationTests {
    @Test func `reading keeps the first moment, and only the owner may`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let person = try await platform.testSubscriber()
        let stranger = try await platform.testSubscriber("bo@example.com")
        let id = try await platform.notifications(of: person.accountID)[0].id
        let error = await #expect(throws: PlatformError.self) { try await platform.readNotification(id, of: stranger.accountID) }
        #expect(error?.kind == .notFound)
        let first = try await platform.readNotification(id, of: person.accountID)
        #expect(first.readAt == time.source.now())
        time.advance(seconds: 60)
        #expect(try await platform.readNotification(id, of: person.accountID) == first)
    }

    @Test func `a list goes on after the last one seen`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let id = try await platform.testSubscriber().accountID
        for number in 1...3 {
            time.advance(seconds: 1)
            let notification = Notification(
                id: platform.newID(), accountID: id, kind: "test", title: "\(number)", body: "", createdAt: platform.time.now())
            try await platform.store.write { try $0.insertNotification(notification) }
        }
        let page = try await platform.notifications(of: id, limit: 2)
        #expect(page.map(\.title) == ["3", "2"])
        #expect(try await platform.notifications(of: id, before: page[1].id, limit: 2).map(\.title) == ["1", "Welcome to DOTM"])
    }
}
