import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct AccountStoryTests {
    let time = ManualTime()

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `a purchase and its refund are told in order of time, page by page`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
            let ana = try await platform.testSubscriber()
            time.advance(seconds: 60)
            let order = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
            time.advance(seconds: 60)
            _ = try await platform.refundOrder(order.id, reason: "<b>not wanted</b>", as: admin)
            try await platform.runDueJobs()

            let story = try await platform.accountStory(ana.accountID, limit: 1000, as: admin)
            #expect(Set(story.map(\.place.kind)) == Set(AccountEvent.Kind.allCases))
            #expect(story.map(\.place.at) == story.map(\.place.at).sorted(by: >))
            let refund = try #require(story.first { $0.place.kind == .refund && $0.what == "decided" })
            #expect(refund.money == order.total && refund.text == "<b>not wanted</b>" && refund.actor == admin.accountID.text)
            #expect(story.contains { $0.place.kind == .reward && $0.what == "reversed" && $0.tokens == TokenAmount("4.5452")! })
            #expect(story.contains { $0.place.kind == .audit && $0.what == "order.refund" && $0.actor == admin.accountID.text })
            #expect(story.last?.what == "joined" || story.last?.place.at == story.first { $0.what == "joined" }?.place.at)

            var pages: [AccountEvent] = []
            while true {
                let page = try await platform.accountStory(ana.accountID, before: pages.last?.place, limit: 7, as: admin)
                pages += page
                if page.count < 7 { break }
            }
            #expect(pages == story)
            let orders = try await platform.accountStory(ana.accountID, kinds: [.order, .payment], limit: 100, as: admin)
            #expect(orders.filter { $0.place.kind == .order }.map(\.what) == ["refunded", "fulfilled", "paid", "placed"])
            #expect(Set(orders.map(\.place.kind)) == [.order, .payment])

            let summary = try await platform.accountSummary(ana.accountID, as: admin)
            #expect(summary.lines.count == 1 && summary.subscriptions.count == 1 && summary.orders.map(\.id) == [order.id])
            #expect(summary.rewards.balance == TokenAmount("10.33")!)
        }
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `an account is found by all that people tell support`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let support = try await platform.testSubscriber("support@example.com", role: .support)
            let ana = try await platform.testSubscriber()
            let order = try await platform.testPurchase(["basic_membership"], as: ana)
            let line = try #require(try await platform.lines(of: ana.accountID).first)
            let number = try #require(line.msisdn?.digits)
            for text in [
                "ana@", "ANA@example.com", " \(ana.accountID)", line.id.text, order.id.text, number, "+\(number)",
                "+1 (\(number.dropFirst().prefix(3))) \(number.dropFirst(4).prefix(3))-\(number.dropFirst(7))",
                try #require(line.iccid).digits, try #require(line.imsi).digits,
            ] {
                #expect(try await platform.searchAccounts(text, as: support).map(\.id) == [ana.accountID], "\(text)")
            }
            for text in ["nobody", "acc_nobody", "", "   ", "%", "' OR 1=1 --", "15555555555555"] {
                #expect(try await platform.searchAccounts(text, as: support).isEmpty, "\(text)")
            }
            await #expect(throws: PlatformError.self) { try await platform.searchAccounts("ana", as: ana) }
            let orders = try await platform.orders(of: nil, limit: 5, as: support)
            #expect(orders.map(\.id) == [order.id])
            #expect(try await platform.orders(of: nil, state: .cancelled, limit: 5, as: support).isEmpty)
            #expect(try await platform.orders(of: nil, from: time.source.now().adding(seconds: 1), limit: 5, as: support).isEmpty)
            #expect(try await platform.lines(of: nil, state: .active, limit: 5, as: support).map(\.id) == [line.id])
            #expect(try await platform.lines(of: nil, state: .suspended, limit: 5, as: support).isEmpty)
            let profiles = try await platform.simProfiles(of: nil, state: .released, limit: 5, as: support)
            #expect(profiles.map(\.iccid) == [line.iccid])
            #expect(try await platform.phoneNumbers(of: nil, state: .assigned, limit: 5, as: support).map(\.msisdn) == [line.msisdn])
        }
    }

    @Test func `staff of another brand find nothing of this one`() async throws {
        let platform = try await testPlatform(time: time)
        let ana = try await platform.testSubscriber()
        let other = BrandID("brd_other")!
        try await platform.store.write {
            try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", other)
        }
        let staff = Principal(accountID: AccountID("acc_boss")!, brandID: other, role: .admin)
        #expect(try await platform.searchAccounts("ana@example.com", as: staff).isEmpty)
        #expect(try await platform.searchAccounts(ana.accountID.text, as: staff).isEmpty)
        await #expect(throws: PlatformError.notFound("account")) { try await platform.accountSummary(ana.accountID, as: staff) }
        await #expect(throws: PlatformError.notFound("account")) { try await platform.accountStory(ana.accountID, limit: 5, as: staff) }
        await #expect(throws: PlatformError.notFound("brand")) { try await platform.orders(of: .dotm, limit: 5, as: staff) }
        await #expect(throws: PlatformError.notFound("brand")) { try await platform.lines(of: .dotm, limit: 5, as: staff) }
        await #expect(throws: PlatformError.notFound("brand")) {
            try await platform.simProfiles(of: .dotm, state: .available, limit: 5, as: staff)
        }
    }
}
