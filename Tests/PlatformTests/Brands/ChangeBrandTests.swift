import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct ChangeBrandTests {
    let time = ManualTime()

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `a brand is made, found by its host, and changes version by version`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
            let id = BrandID("brd_heather")!
            let made = try await platform.createBrand(id, name: " Heather ", hosts: ["Shop.Heather.example"], as: admin)
            #expect(made.brand.version == 1 && made.brand.settings.name == "Heather" && made.hosts == ["shop.heather.example"])
            #expect(platform.look(of: id).name == "Heather")
            #expect(try await store.read { try $0.brand(host: "shop.heather.example") } == id)

            let settings = BrandSettings(
                name: "Heather & Co", accentLight: Color("#7a3fb0"), supportEmail: EmailAddress("help@heather.example"),
                legal: "Heather Ltd.",
                texts: [.spanish: BrandTexts(heading: "¡Hola!", lead: "Tu línea."), .french: BrandTexts(lead: "Ici.")])
            let changed = try await platform.changeBrand(id, to: settings, after: 1, as: admin)
            #expect(changed.brand.version == 2 && changed.brand.settings == settings)
            #expect(platform.look(of: id).accentLight == Color("#7a3fb0") && platform.look(of: id).texts == settings.texts)
            await #expect { try await platform.changeBrand(id, to: settings, after: 1, as: admin) } throws: {
                ($0 as? PlatformError)?.code == "brand_changed"
            }
            let pale = BrandSettings(name: "Heather", accentLight: Color("#ffd400"))
            await #expect { try await platform.changeBrand(id, to: pale, after: 2, as: admin) } throws: {
                ($0 as? PlatformError)?.code == "low_contrast" && ($0 as? PlatformError)?.parameter == "accent_light"
            }
            await #expect { try await platform.createBrand(id, name: "Again", hosts: [], as: admin) } throws: {
                ($0 as? PlatformError)?.code == "brand_exists"
            }
            await #expect { try await platform.setHosts(["shop.heather.example"], of: .dotm, as: admin) } throws: {
                ($0 as? PlatformError)?.code == "host_taken"
            }
            for host in ["", "a b", "x.", "-x.example", "x:8080", "127.0.0.1", String(repeating: "x", count: 64)] {
                await #expect(throws: PlatformError.self, "\(host)") { try await platform.setHosts([host], of: id, as: admin) }
            }
            #expect(try await platform.setHosts([], of: id, as: admin).hosts.isEmpty)
            let audit = try await platform.auditEvents(AuditQuery(subject: id.text), limit: 9, as: admin)
            #expect(audit.map(\.action) == ["brand.hosts", "brand.change", "brand.create"])
            await #expect(throws: (any Error).self) { try await store.write { try $0.execute("DELETE FROM brand_settings") } }

            let elsewhere = try await testPlatform(store: store, time: time)
            #expect(elsewhere.look(of: id).name == "DOTM")
            try await elsewhere.refreshBooks()
            #expect(elsewhere.look(of: id) == platform.look(of: id))
        }
    }

    @Test func `a brand's own admin changes its look and nothing of others, a partner nothing at all`() async throws {
        let platform = try await testPlatform(time: time)
        let admin = try await platform.testSubscriber("admin@example.com", role: .admin)
        let id = BrandID("brd_heather")!
        _ = try await platform.createBrand(id, name: "Heather", hosts: [], as: admin)
        let account = try await platform.store.write { try $0.insertTestAccount("hal", brand: id) }
        let own = Principal(accountID: account, brandID: id, role: .admin)
        #expect(try await platform.brands(limit: 10, as: admin).map(\.id) == [.dotm, id])
        #expect(try await platform.brands(limit: 10, as: own).map(\.id) == [id])
        #expect(try await platform.changeBrand(id, to: BrandSettings(name: "Ling"), after: 1, as: own).brand.version == 2)
        for brand in [BrandID.dotm, BrandID("brd_none")!] {
            await #expect(throws: PlatformError.notFound("brand")) {
                try await platform.changeBrand(brand, to: BrandSettings(name: "Mine"), after: 0, as: own)
            }
            await #expect(throws: PlatformError.notFound("brand")) { try await platform.brandDetails(brand, as: own) }
        }
        await #expect(throws: PlatformError.self) { try await platform.setHosts(["x.example"], of: id, as: own) }
        await #expect(throws: PlatformError.self) { try await platform.createBrand(BrandID("brd_x")!, name: "X", hosts: [], as: own) }
        let partner = Principal(accountID: account, brandID: id, role: .partner)
        await #expect(throws: PlatformError.self) { try await platform.brandDetails(id, as: partner) }
        await #expect(throws: PlatformError.self) {
            try await platform.changeBrand(id, to: BrandSettings(name: "Mine"), after: 2, as: partner)
        }
        // The operator makes somebody of the new brand its partner.
        #expect(try await platform.changeRole(of: account, to: .partner, as: admin).role == .partner)
        await #expect(throws: PlatformError.notFound("account")) {
            try await platform.changeRole(of: admin.accountID, to: .subscriber, as: own)
        }
    }
}
