import Charging
import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct FiguresTests {
    let time = ManualTime(Timestamp("2026-11-23T12:00:00Z")!)

    private func use(_ octets: Int64, line: LineID, session: String, on platform: Platform) async throws {
        _ = try await platform.authorizeUsage(
            UsageRequest(
                sessionID: session, requestNumber: 0, kind: .initial, lineID: line,
                items: [.init(ratingGroup: 1, requested: .any, used: nil)]))
        _ = try await platform.authorizeUsage(
            UsageRequest(
                sessionID: session, requestNumber: 1, kind: .termination, lineID: line,
                items: [.init(ratingGroup: 1, requested: .nothing, used: UsedUnits(total: octets))]))
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `figures are what happened, by day and in all`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
            let ana = try await platform.testSubscriber()
            _ = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
            let line = try #require(try await platform.lines(of: ana.accountID).first)
            try await use(1_500_000, line: line.id, session: "one", on: platform)

            time.advance(seconds: 86_400)
            let ben = try await platform.testSubscriber("ben@example.com")
            let order = try await platform.testPurchase(["global_data_10gb"], as: ben)
            try await use(250_000, line: line.id, session: "two", on: platform)

            let report = try await platform.figures(FigurePeriod(last: 3, .day, at: platform.time.now()), as: admin)
            #expect(report.parts.map(\.figures.signUps) == [0, 2, 1])
            #expect(report.parts.map(\.figures.ordersPlaced) == [0, 1, 1])
            #expect(report.parts.map(\.figures.linesActivated) == [0, 1, 0])
            #expect(report.parts.map(\.figures.octetsUsed.octets) == [0, 1_500_000, 250_000])
            #expect(report.total.octetsUsed == DataVolume(octets: 1_750_000))
            #expect(report.total.sales == [Money(minorUnits: 6400, currency: .usd)])
            // The 10 GB are earned when they are delivered; the membership's price is earned as its year passes.
            #expect(report.parts[1].figures.revenue == [Money(minorUnits: 2000, currency: .usd)])
            // A day of 365.25 is six whole cents of 24 dollars.
            #expect(report.parts[2].figures.revenue == [Money(minorUnits: 2006, currency: .usd)])
            // Three welcomes of 10.33, and 10.33 % of 44 and of 20 dollars.
            #expect(report.total.rewarded == TokenAmount("37.6012")!)
            #expect(report.activeLines == 1 && report.accounts == 3)

            _ = try await platform.refundOrder(order.id, reason: "not wanted", as: admin)
            let after = try await platform.figures(FigurePeriod(last: 3, .month, at: platform.time.now()), as: admin)
            #expect(after.total.revenue == [Money(minorUnits: 2006, currency: .usd)])
            #expect(after.parts.map(\.figures.signUps) == [0, 0, 3])
            let hours = try await platform.figures(FigurePeriod(last: 24, .hour, at: platform.time.now()), as: admin)
            #expect(hours.total.signUps == 1 && hours.parts.last?.figures.signUps == 1)
        }
    }

    /// A second brand with an account of each role.
    private func partnerBrand(on platform: Platform) async throws -> (brand: BrandID, partner: Principal, support: Principal) {
        let brand = BrandID("brd_partner")!
        let (partner, support) = try await platform.store.write { [time] transaction in
            try transaction.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Partner', 0)", brand)
            return (
                try transaction.insertTestAccount("pat", brand: brand, at: time.source.now()),
                try transaction.insertTestAccount("sue", brand: brand, at: time.source.now())
            )
        }
        return (
            brand, Principal(accountID: partner, brandID: brand, role: .partner),
            Principal(accountID: support, brandID: brand, role: .support)
        )
    }

    @Test func `a partner sees its own brand's figures and no other's, the operator sees both`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let ana = try await platform.testSubscriber()
        let (brand, partner, support) = try await partnerBrand(on: platform)
        let today = FigurePeriod(last: 1, .day, at: platform.time.now())

        #expect(try await platform.figures(today, as: partner).total.signUps == 2)
        #expect(try await platform.figures(today, of: brand, as: partner).brandID == brand)
        #expect(try await platform.figures(today, as: admin).total.signUps == 2)
        #expect(try await platform.figures(today, as: admin).brandID == .dotm)
        #expect(try await platform.figures(today, of: brand, as: admin).brandID == brand)
        for other in [partner, support] {
            await #expect(throws: PlatformError.notFound("brand")) { try await platform.figures(today, of: .dotm, as: other) }
        }
        await #expect { try await platform.figures(today, as: ana) } throws: { ($0 as? PlatformError)?.kind == .forbidden }
    }

    @Test func `octets are counted once, however often a request is repeated`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestLine("ana", account: account)
            try transaction.grantTestBucket("ana")
        }
        for _ in 0..<3 { try await use(1_000_000, line: LineID("line_ana")!, session: "one", on: platform) }
        let report = try await platform.figures(FigurePeriod(last: 1, .hour, at: platform.time.now()), as: admin)
        #expect(report.total.octetsUsed.octets == 1_000_000)
    }
}
