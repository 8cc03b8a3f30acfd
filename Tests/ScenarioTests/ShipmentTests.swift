import Billing
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct ShipmentTests {
    let time = ManualTime()
    let tracking = try! ParcelTracking(carrier: "Canada Post", number: "RR123456785CA")

    @Test func `a metal card is sent once, its owner is told the number, and who sent it is kept`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let support = try await platform.testSubscriber("support@example.com", role: .support)
        let order = try await platform.testPurchase(["metal_card"], as: ana)
        let waiting = try await platform.shipments(in: .pending, limit: 10, as: support)
        #expect(waiting.map(\.shipment.orderID) == [order.id] && waiting[0].address.city == "Montreal")
        #expect(waiting[0].accountID == ana.accountID)
        let id = waiting[0].shipment.id

        time.advance(seconds: 3600)
        let sentAt = time.source.now()
        _ = try await platform.dispatchShipment(id, with: tracking, as: support)
        time.advance(seconds: 3600)
        #expect(try await platform.dispatchShipment(id, with: tracking, as: support).shipment.closedAt == sentAt)
        let other = try ParcelTracking(carrier: "Canada Post", number: "RR000000000CA")
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.dispatchShipment(id, with: other, as: support)
        }
        #expect(refusal?.code == "shipment_shipped")

        let shown = try await platform.order(order.id, as: ana).shipments
        #expect(shown.map(\.state) == [.shipped] && shown[0].tracking == tracking)
        #expect(try await platform.shipments(in: .pending, limit: 10, as: support).isEmpty)
        #expect(try await platform.shipments(in: .shipped, limit: 10, as: support).map(\.shipment.id) == [id])
        let (changes, news, mails, events) = try await platform.store.read { transaction in
            (
                try transaction.shipmentChanges(id),
                try transaction.notifications(of: ana.accountID, limit: 20).filter { $0.kind == "order_shipped" },
                try transaction.mails(of: ana.accountID).filter { $0.kind == "order_shipped" },
                try transaction.auditEvents(about: id.text, limit: 10)
            )
        }
        #expect(changes.map(\.state) == [.pending, .shipped] && changes.map(\.actor) == ["system", support.accountID.text])
        #expect(changes[1].at == sentAt)
        #expect(news.count == 1 && news[0].body.contains("RR123456785CA") && mails.count == 1)
        #expect(events.map(\.action) == ["shipment.dispatch"] && events[0].actor == support.accountID.text)
    }

    @Test func `of two cards, the one refunded is not sent and the other is`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let order = try await platform.placeOrder(
            Cart(
                items: [Cart.Item("metal_card", quantity: 2)], currency: .usd,
                shippingAddress: PostalAddress(recipient: "Ana", line1: "1 Main St", city: "Montreal", country: Country("CA")!)), as: ana)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(), isSaved: false), as: ana)
        try await platform.runDueJobs()
        _ = try await platform.refundOrder(order.id, items: [(position: 0, quantity: 1)], reason: "one is enough", as: admin)
        let cancelled = try #require(try await platform.shipments(in: .cancelled, limit: 10, as: admin).first?.shipment.id)
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.dispatchShipment(cancelled, with: tracking, as: admin)
        }
        #expect(refusal?.code == "shipment_cancelled")
        #expect(try await platform.store.read { try $0.shipmentChanges(cancelled) }.last?.actor == admin.accountID.text)
        let kept = try #require(try await platform.shipments(in: .pending, limit: 10, as: admin).first?.shipment.id)
        #expect(try await platform.dispatchShipment(kept, with: tracking, as: admin).shipment.state == .shipped)
        // Sent, it is not called back by a refund.
        _ = try await platform.refundOrder(order.id, reason: "lost in the post", as: admin)
        #expect(try await platform.store.read { try $0.shipment(kept) }?.state == .shipped)
    }

    @Test func `nothing is sent while the bank disputes the payment`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let order = try await platform.placeOrder(
            Cart(
                items: [Cart.Item("metal_card")], currency: .usd,
                shippingAddress: PostalAddress(recipient: "Ana", line1: "1 Main St", city: "Montreal", country: Country("CA")!)), as: ana)
        _ = try await platform.payOrder(order.id, with: .card(platform.testCard(.disputed), isSaved: false), as: ana)
        try await platform.runDueJobs()
        time.advance(seconds: 3601)
        try await platform.runDueJobs()
        let id = try #require(try await platform.shipments(in: .pending, limit: 10, as: admin).first?.shipment.id)
        let refusal = await #expect(throws: PlatformError.self) { try await platform.dispatchShipment(id, with: tracking, as: admin) }
        #expect(refusal?.code == "payment_disputed")
        #expect(try await platform.store.read { try $0.shipment(id) }?.state == .pending)
    }

    @Test func `shipments are for the staff of their brand`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        _ = try await platform.testPurchase(["metal_card"], as: ana)
        let id = try #require(try await platform.shipments(in: .pending, limit: 10, as: admin).first?.shipment.id)
        for attempt: () async throws -> Void in [
            { _ = try await platform.shipments(in: .pending, limit: 10, as: ana) },
            { _ = try await platform.dispatchShipment(id, with: tracking, as: ana) },
        ] {
            let refusal = await #expect(throws: PlatformError.self) { try await attempt() }
            #expect(refusal?.kind == .forbidden)
        }
        let stranger = Principal(accountID: admin.accountID, brandID: BrandID("brd_other")!, role: .admin)
        #expect(try await platform.shipments(in: .pending, limit: 10, as: stranger).isEmpty)
        let refusal = await #expect(throws: PlatformError.self) { try await platform.dispatchShipment(id, with: tracking, as: stranger) }
        #expect(refusal?.kind == .notFound)
    }

    @Test func `pages of what waits hold each shipment once, the oldest first`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        var ordered: [OrderID] = []
        for number in 0..<5 {
            let buyer = try await platform.testSubscriber("buyer\(number)@example.com")
            ordered.append(try await platform.testPurchase(["metal_card"], as: buyer).id)
            time.advance(seconds: 1)
        }
        var seen: [OrderID] = []
        var after: ShipmentID?
        while let page = Optional(try await platform.shipments(in: .pending, after: after, limit: 2, as: admin)), let last = page.last {
            seen += page.map(\.shipment.orderID)
            after = last.shipment.id
        }
        #expect(seen == ordered)
    }
}
