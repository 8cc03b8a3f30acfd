import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct PublishCatalogTests {
    let time = ManualTime()
    static let dearer = ("USD: 20.00", "USD: 21.50")

    /// The shipped catalogue with every price of 20 dollars raised.
    private func raised(on platform: Platform) -> String {
        platform.catalogs.edition.text.replacing(Self.dearer.0, with: Self.dearer.1)
    }

    @Test func `a preview tells each price that would change, and every problem of an unsound one`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let draft = try platform.previewCatalog(raised(on: platform), as: admin)
        #expect(draft.problems.isEmpty && draft.after == 0 && !draft.changesTerms)
        #expect(
            draft.changes.contains {
                $0.serviceID == "global_data_10gb"
                    && $0.what == .price(from: Money(minorUnits: 2000, currency: .usd), to: Money(minorUnits: 2150, currency: .usd))
            })
        #expect(draft.changes.allSatisfy { if case .price = $0.what { true } else { false } })
        let unsound = try platform.previewCatalog("platform: [x]\nnonsense: 1\n", as: admin)
        #expect(unsound.problems.count > 1 && unsound.changes.isEmpty)
        #expect(try platform.previewCatalog(platform.catalogs.edition.text, as: admin).changes.isEmpty)
    }

    @Test(arguments: [StoreKind.file, .postgresql])
    func `a published catalogue counts on every node, orders keep their prices, and it lives on after a start`(kind: StoreKind) async throws
    {
        let database = try await TestDatabase(kind)
        let (here, there) = (try database.open(), try database.open())
        let platform = try await testPlatform(store: here, time: time)
        let other = try await testPlatform(store: there, time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let ana = try await platform.testSubscriber()
        let before = try await platform.testPurchase(["global_data_10gb"], as: ana)

        time.advance(seconds: 60)
        let text = raised(on: platform)
        let version = try await platform.publishCatalog(text, note: "autumn prices", after: 0, as: admin)
        #expect(version.version == 1 && platform.catalogs.edition.version == 1)
        #expect(platform.catalogs.loadedAt == time.source.now())
        #expect(try await platform.testPurchase(["global_data_10gb"], as: ana).total.minorUnits == 2150)
        #expect(try await platform.order(before.id, as: ana).order.total.minorUnits == 2000)

        #expect(other.catalogs.edition.version == 0)
        try await other.refreshBooks()
        #expect(other.catalogs.edition.version == 1 && other.catalogs.loadedAt == platform.catalogs.loadedAt)
        #expect(other.catalogs.catalog(for: .dotm) == platform.catalogs.catalog(for: .dotm))

        await #expect { try await platform.publishCatalog(text, note: "again", after: 0, as: admin) } throws: {
            ($0 as? PlatformError)?.code == "catalog_changed"
        }
        await #expect { try await platform.publishCatalog("x: y", note: "bad", after: 1, as: admin) } throws: {
            ($0 as? PlatformError)?.code == "invalid_catalog"
        }
        #expect(try await platform.catalogVersions(limit: 5, as: admin).map(\.note) == ["autumn prices"])
        #expect(try await platform.catalogVersion(1, as: admin).text == text)
        #expect(try await platform.auditEvents(AuditQuery(action: "catalog.publish"), limit: 5, as: admin).count == 1)
        await #expect(throws: (any Error).self) { try await here.write { try $0.execute("UPDATE catalog_versions SET note = 'x'") } }
        await here.close()
        await there.close()
    }

    @Test func `nobody but the operator's admins publishes`() async throws {
        let platform = try await testPlatform(time: time)
        let support = try await platform.testSubscriber("support@example.com", role: .support)
        let text = raised(on: platform)
        await #expect(throws: PlatformError.self) { try await platform.publishCatalog(text, note: "x", after: 0, as: support) }
        let stranger = Principal(accountID: support.accountID, brandID: BrandID("brd_other")!, role: .admin)
        await #expect(throws: PlatformError.self) { try await platform.publishCatalog(text, note: "x", after: 0, as: stranger) }
        #expect(throws: PlatformError.self) { try platform.previewCatalog(text, as: stranger) }
        #expect(throws: PlatformError.self) { try platform.catalogText(as: stranger) }
        #expect(platform.catalogs.edition.version == 0)
    }
}
