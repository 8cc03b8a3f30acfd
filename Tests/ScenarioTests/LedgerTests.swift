import Billing
import Catalog
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct LedgerTests {
    /// Random purchases, payments, repeats, refunds, disputes and time: whatever happens, the books hold.
    @Test(arguments: [(.memory, 1), (.memory, 2), (.memory, 3), (.memory, 4), (.postgresql, 5)] as [(StoreKind, UInt64)])
    func `the books hold after whatever happens`(kind: StoreKind, seed: UInt64) async throws {
        let time = ManualTime()
        let database = try await TestDatabase(kind)
        let store = try database.open()
        if kind == .memory { try await Migrator(store).migrate(at: time.source.now()) }
        let isTaxed = seed > 2
        let platform = try await testPlatform(store: store, catalogs: isTaxed ? .taxed() : nil, time: time, seed: seed)
        let random = Randomness.seeded(seed &* 7919)
        func chance(_ bound: UInt64) -> Int { Int(random.number(below: bound)) }
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        var people: [Principal] = []
        for number in 0..<3 { people.append(try await platform.testSubscriber("person\(number)@example.com")) }
        for (person, country) in zip(people, ["CA", "DE"]) {
            _ = try await platform.updateProfile(ProfileChange(country: Country(country)), as: person)
        }
        let services: [ServiceID] = [
            "basic_membership", "global_data_10gb", "network_vpn_access", "metal_card", "beta_esim_activation", "network_scans",
        ]
        var orders: [(id: OrderID, owner: Principal)] = []
        var events = 0

        for _ in 0..<60 {
            let person = people[chance(3)]
            switch chance(8) {
            case 0, 1, 2:
                let items = (0...chance(3)).map { _ in Cart.Item(services[chance(6)], quantity: chance(4) == 0 ? Int64(chance(3) + 1) : 1) }
                let cart = Cart(
                    items: items, currency: chance(4) == 0 ? .cad : .usd,
                    shippingAddress: chance(4) == 0
                        ? nil : PostalAddress(recipient: "A", line1: "1", city: "C", country: Country(chance(2) == 0 ? "CA" : "US")!))
                if let order = try? await platform.placeOrder(cart, as: person) { orders.append((order.id, person)) }
            case 3, 4:
                guard let order = orders.isEmpty ? nil : orders[chance(UInt64(orders.count))] else { continue }
                let card = platform.testCard(TestCardNumber.allCases[chance(6)])
                _ = try? await platform.payOrder(order.id, with: .card(card, isSaved: chance(2) == 0), as: order.owner)
                if chance(2) == 0 {
                    _ = try? await platform.confirmPayment(
                        of: order.id, authentication: chance(3) == 0 ? .fail : .complete, as: order.owner)
                }
            case 5:
                guard let order = orders.isEmpty ? nil : orders[chance(UInt64(orders.count))] else { continue }
                let items: [(position: Int, quantity: Int64)]? = chance(2) == 0 ? nil : [(chance(2), Int64(chance(2) + 1))]
                _ = try? await platform.refundOrder(order.id, items: items, reason: "chance", as: admin)
            case 6:
                guard let order = orders.isEmpty ? nil : orders[chance(UInt64(orders.count))] else { continue }
                if let payment = try await platform.order(order.id, as: order.owner).payments.last, let reference = payment.reference {
                    events += 1
                    let kinds: [PaymentEvent.Kind] = [.disputeOpened, .disputeWon, .disputeLost]
                    let event = PaymentEvent(id: "evt_\(events)", reference: reference, kind: kinds[chance(3)])
                    for _ in 0...chance(2) { try await platform.recordPaymentEvent(event) }
                } else {
                    _ = try? await platform.cancelOrder(order.id, as: order.owner)
                }
            default: time.advance(seconds: Int64(chance(40 * 86_400)))
            }
            if chance(3) == 0 { try await platform.runDueJobs() }
        }
        time.advance(seconds: 400 * 86_400)
        for _ in 0..<5 { try await platform.runDueJobs() }
        let found = try await platform.verifyLedger()
        #expect(found.problems == [], "seed \(seed)")
        #expect(found.orders >= Int64(orders.count) && found.sums.values.allSatisfy { $0 == 0 })
        let taxEntries = try await platform.store.read {
            try $0.first("SELECT COUNT(*) AS count FROM ledger_entries WHERE account = 'tax_payable'")!.integer("count")
        }
        #expect((taxEntries > 0) == isTaxed)
        let dead = try await platform.store.read { try $0.jobs(.dead, limit: 10).map { "\($0.kind): \($0.lastError ?? "")" } }
        #expect(dead == [])
        await store.close()
    }

    @Test func `verification sees a change of the books by other hands`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["global_data_10gb"], as: ana)
        let tampering = [
            ("ledger_entries", "UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'revenue_data'"),
            ("token_entries", "UPDATE token_entries SET gwei = gwei + 1 WHERE account_id IS NULL"),
            ("rewards", "UPDATE rewards SET granted_gwei = granted_gwei + 1 WHERE kind = 'purchase'"),
            ("invoices", "UPDATE invoices SET number = 2"),
            ("order_items", "UPDATE order_items SET unit_tax = 1, tax_name = 'Tax', tax_basis_points = 1"),
        ]
        for (table, change) in tampering {
            await #expect(throws: StoreError.self) { try await platform.store.write { try $0.execute(change) } }
            try await platform.store.write {
                try $0.execute("DROP TRIGGER \(table)_no_update")
                try $0.execute(change)
            }
            #expect(try await platform.verifyLedger().problems != [], "\(table)")
        }
    }

    @Test func `a payment or refund is booked once, and a second charge of an order breaks the schema`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let order = try await platform.testPurchase(["global_data_10gb"], as: ana)
        let payment = try await platform.order(order.id, as: ana).payments[0]
        let twin = Payment(
            id: platform.newID(), brandID: payment.brandID, accountID: payment.accountID, orderID: payment.orderID,
            methodID: payment.methodID,
            provider: payment.provider, amount: payment.amount, isOffSession: false, createdAt: payment.createdAt)
        await #expect(throws: StoreError.self) { try await platform.store.write { try $0.insertPayment(twin) } }
        await #expect(throws: StoreError.self) {
            try await platform.store.write { [platform] transaction in
                try transaction.book(
                    Postings.payment(payment.amount, fee: payment.fee, tax: order.tax), reference: "payment:\(payment.id)",
                    brand: order.brandID,
                    order: order.id, at: payment.createdAt, randomness: platform.randomness)
            }
        }
    }
}
