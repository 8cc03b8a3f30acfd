import Foundation
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct ConsoleTests {
    static let hostile = #"<script>alert(1)</script>"'><img src=x onerror=alert(2)>"#
    static let sections = ConsoleSection.allCases.map(\.path)

    /// Joins by the pages and is given a role.
    private func person(
        _ role: Role, _ email: String = "boss@example.com", on platform: Platform, _ client: any TestClientProtocol
    ) async throws -> (visitor: Visitor, principal: Principal) {
        let visitor = Visitor(client)
        try await visitor.join(email)
        let account = try #require(try await platform.accounts(of: .dotm, email: email).first)
        try await platform.store.write { try $0.setRole(role, of: account.id) }
        return (visitor, Principal(accountID: account.id, brandID: .dotm, role: role, authenticatedAt: platform.time.now()))
    }

    /// Moves an account to a brand of its own, as if it had joined there.
    private func move(_ account: AccountID, to brand: BrandID, on platform: Platform) async throws {
        try await platform.store.write {
            try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Heather', 0)", brand)
            try $0.execute("UPDATE accounts SET brand_id = $2 WHERE id = $1", account, brand)
        }
    }

    @Test func `every section opens to the operator in every language`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            for language in Language.allCases {
                try await boss.choose(language.rawValue)
                for section in ConsoleSection.allCases {
                    #expect(try await boss.get(section.path).status == .ok, "\(section)")
                    #expect(boss.html.contains("aria-current=\"page\">\(language.text("console.menu.\(section.rawValue)"))<"), "\(section)")
                }
            }
            for path in ["/console?by=hour", "/console?by=month", "/console/inventory?number=available", "/console/jobs?state=done"] {
                #expect(try await boss.get(path).status == .ok, "\(path)")
            }
            #expect(try await boss.get("/console/audit?from=yesterday").status == .badRequest)
        }
    }

    @Test func `a partner sees its brand's figures and nothing else`() async throws {
        try await withPages { platform, client in
            let (pat, principal) = try await person(.partner, "pat@example.com", on: platform, client)
            try await move(principal.accountID, to: BrandID("brd_heather")!, on: platform)
            #expect(try await pat.get("/console").status == .ok)
            #expect(pat.html.contains("<h1>") && !pat.html.contains("/console/accounts"))
            #expect(try await pat.get("/console?brand=brd_heather").status == .ok)
            #expect(try await pat.get("/console?brand=brd_dotm").status == .notFound)
            #expect(try await pat.get("/console/now?brand=brd_dotm").status == .notFound)
            #expect(try await pat.get("/console/live?brand=brd_dotm").status == .notFound)
            for path in Self.sections.dropFirst() { #expect(try await pat.get(path).status == .forbidden, "\(path)") }
        }
    }

    @Test func `staff of another brand find neither this brand's people nor the operator's rooms, a subscriber nothing`() async throws {
        try await withPages { platform, client in
            let (ana, anas) = try await person(.subscriber, "ana@example.com", on: platform, client)
            let order = try await platform.testPurchase(["global_data_10gb"], as: anas)
            let (sue, principal) = try await person(.admin, "sue@example.com", on: platform, client)
            try await move(principal.accountID, to: BrandID("brd_heather")!, on: platform)
            for path in ["/console/accounts/\(anas.accountID)", "/console/orders/\(order.id)", "/console/brands/brd_dotm"] {
                #expect(try await sue.get(path).status == .notFound, "\(path)")
            }
            for path in ["/console/jobs", "/console/catalogue", "/console/health", "/console/network"] {
                #expect(try await sue.get(path).status == .forbidden, "\(path)")
            }
            try await sue.get("/console/accounts?text=ana@example.com")
            #expect(!sue.html.contains("/console/accounts/\(anas.accountID)"))
            for path in Self.sections { #expect(try await ana.get(path).status == .forbidden, "\(path)") }
            #expect(try await Visitor(client).get("/console").status == .seeOther)
        }
    }

    @Test func `hostile text shows as text in every room`() async throws {
        try await withPages { platform, client in
            let hostile = Self.hostile
            let (boss, admin) = try await person(.admin, on: platform, client)
            let (_, ana) = try await person(.subscriber, "ana@example.com", on: platform, client)
            _ = try await platform.updateProfile(ProfileChange(displayName: .some(hostile)), as: ana)
            let order = try await platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
            let line = try #require(try await platform.lines(of: ana.accountID).first)
            _ = try await platform.renameLine(line.id, to: hostile, by: ana)
            _ = try await platform.suspendLine(line.id, reason: .lostDevice, note: hostile, by: ana)
            _ = try await platform.refundOrder(order.id, reason: hostile, as: admin)
            let now = platform.time.now()
            try await platform.store.write { transaction in
                try transaction.enqueue(NewJob(kind: "ring", key: hostile, payload: [String: String]()), at: now)
                try transaction.audit(
                    actor: "acc_x", action: "room.\(hostile)", subject: hostile, detail: ["x": hostile], brand: .dotm, at: now)
                try transaction.insertNotification(
                    Notification(
                        id: platform.newID(), accountID: ana.accountID, kind: "note", title: hostile, body: hostile, createdAt: now))
                try transaction.postMail(
                    Mail(
                        id: platform.newID(), brandID: .dotm, accountID: ana.accountID, kind: "note",
                        recipient: EmailAddress("ana@example.com")!, subject: hostile, text: hostile, html: hostile, createdAt: now))
            }
            try await platform.runDueJobs(handlers: [JobHandler(kind: "ring") { _, _ in throw JobAbandoned(hostile) }])
            _ = try await platform.changeBrand(
                .dotm, to: BrandSettings(name: String(hostile.prefix(40)), legal: hostile), after: 0, as: admin)
            let text = platform.catalogs.edition.text.replacing(
                "name: Global Data 10GB", with: "name: '\(hostile.replacing("'", with: "''"))'")
            _ = try await platform.publishCatalog(text, note: hostile, after: 0, as: admin)

            let rooms =
                Self.sections + [
                    "/console/accounts/\(ana.accountID)", "/console/orders/\(order.id)", "/console/brands/brd_dotm",
                    "/console/lines?state=suspended",
                    "/console/catalogue?version=1", "/console/accounts?text=\(hostile.inQuery)",
                    "/console/audit?subject=\(hostile.inQuery)",
                ]
            for path in rooms {
                #expect(try await boss.get(path).status == .ok, "\(path)")
                #expect(!boss.html.contains("<script>alert"), "\(path)")
                #expect(!boss.html.contains("<img src=x"), "\(path)")
            }
            try await boss.get("/console/accounts/\(ana.accountID)")
            #expect(boss.html.contains("&lt;script&gt;alert(1)"))
            try await boss.get("/console/catalogue")
            #expect(try await boss.post("/console/catalogue/preview", [("text", "\(hostile): 1")]).status == .ok)
            #expect(!boss.html.contains("<script>alert") && boss.html.contains("&lt;script&gt;alert(1)"))
            try await boss.get("/console/brands/brd_dotm")
            let form = [
                ("after", "1"), ("name", hostile), ("accent_light", "\"><b>"), ("accent_dark", ""), ("support_email", ""),
                ("legal", hostile),
            ]
            try await boss.post("/console/brands/brd_dotm", form + [("act", "save")])
            #expect(!boss.html.contains("<script>alert"))
        }
    }

    @Test func `a form from elsewhere does nothing`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            let (_, ana) = try await person(.subscriber, "ana@example.com", on: platform, client)
            try await boss.get("/console/accounts/\(ana.accountID)")
            let path = "/console/accounts/\(ana.accountID)/role"
            #expect(try await boss.post(path, [("role", "admin")], token: "forged").status == .forbidden)
            #expect(
                try await boss.post(path, [("role", "admin")], headers: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]).status
                    == .forbidden)
            #expect(try await platform.account(of: ana).role == .subscriber)
            try await boss.get("/console/accounts/\(ana.accountID)")
            #expect(try await boss.post(path, [("role", "support")]).status == .seeOther)
            #expect(try await platform.account(of: ana).role == .support)
        }
    }

    @Test func `money is given back once, and only with a reason and for sure`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            let (_, ana) = try await person(.subscriber, "ana@example.com", on: platform, client)
            let order = try await platform.testPurchase(["global_data_10gb"], as: ana)
            let path = "/console/orders/\(order.id)"
            try await boss.get(path)
            #expect(try await boss.post(path + "/refund", [("reason", "wrong")]).status == .badRequest)
            try await boss.get(path)
            #expect(try await boss.post(path + "/refund", [("reason", " "), ("sure", "yes")]).status == .unprocessableContent)
            #expect(try await boss.post(path + "/refund", [("reason", "wrong"), ("sure", "yes")]).status == .seeOther)
            try await boss.get(path)
            #expect(try await boss.post(path + "/refund", [("reason", "wrong"), ("sure", "yes")]).status == .seeOther)
            try await boss.get(path)
            #expect(!boss.html.contains(path + "/refund"))
            #expect(try await platform.order(order.id, as: ana).refunds.count == 1)
        }
    }

    @Test func `dead jobs are tried again by a button`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            let now = platform.time.now()
            try await platform.store.write {
                for key in ["a", "b"] { try $0.enqueue(NewJob(kind: "ring", key: key, payload: [String: String]()), at: now) }
            }
            try await platform.runDueJobs(handlers: [JobHandler(kind: "ring") { _, _ in throw JobAbandoned("no bell") }])
            try await boss.get("/console/jobs")
            #expect(boss.html.contains("no bell"))
            let id = try #require(boss.html.firstMatch(of: /\/console\/jobs\/(job_[a-z0-9]+)\/retry/)).1
            #expect(try await boss.post("/console/jobs/\(id)/retry", []).status == .seeOther)
            try await boss.get("/console/jobs")
            #expect(try await boss.post("/console/jobs", [("kind", "ring")]).status == .seeOther)
            #expect(try await platform.store.read { try $0.deadJobCount() } == 0)
            #expect(try await platform.store.read { try $0.job(kind: "ring", key: "b")?.state } == .waiting)
        }
    }

    @Test func `a catalogue is looked at before it counts`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            try await boss.get("/console/catalogue")
            let text = platform.catalogs.edition.text.replacing("USD: 20.00", with: "USD: 21.50").replacing("\n", with: "\r\n")
            try await boss.post("/console/catalogue/preview", [("text", text)])
            #expect(boss.html.contains("$21.50") && platform.catalogs.edition.version == 0)
            let sure = [("text", text), ("after", "0"), ("sure", "yes")]
            #expect(try await boss.post("/console/catalogue", sure + [("note", "")]).status == .unprocessableContent)
            #expect(try await boss.post("/console/catalogue", sure + [("note", "autumn")]).status == .seeOther)
            #expect(platform.catalogs.edition.version == 1)
            try await boss.get("/mcp")
            #expect(boss.html.contains("$21.50"))
            try await boss.get("/console/catalogue?version=1")
            #expect(try await boss.post("/console/catalogue", sure + [("note", "again")]).status == .conflict)
        }
    }

    @Test func `a brand is dressed, and its pages wear it`() async throws {
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            try await boss.get("/console/brands")
            let heather = [("id", "brd_heather"), ("name", "Heather"), ("hosts", "heather.example, www.heather.example")]
            #expect(try await boss.post("/console/brands", heather).status == .seeOther)
            try await boss.get("/console/brands")
            #expect(try await boss.post("/console/brands", heather).status == .unprocessableContent)

            let path = "/console/brands/brd_dotm"
            func look(_ light: String, act: String, after: Int = 0) -> [(String, String)] {
                [
                    ("after", "\(after)"), ("act", act), ("name", "Gorse Mobile"), ("accent_light", light), ("accent_dark", ""),
                    ("support_email", "help@gorse.example"), ("legal", "Gorse Ltd.\r\nOne Moor Lane"),
                    ("heading_en", " Your line <b>now</b> "), ("lead_en", ""), ("lead_fr", "Votre ligne."),
                ]
            }
            try await boss.get(path)
            try await boss.post(path, look("#7a3fb0", act: "preview"))
            #expect(boss.html.contains("light=7a3fb0") && platform.look(of: .dotm).version == 0)
            let style = try await client.execute(uri: "/console/brand-preview.css?light=7a3fb0&dark=74d8a3", method: .get)
            #expect(style.status == .seeOther)
            try await boss.get("/console/brand-preview.css?light=7a3fb0&dark=74d8a3")
            #expect(boss.html.contains(".preview.light { --accent: #7a3fb0; --accent-ink: #ffffff;"))
            try await boss.get(path)
            #expect(try await boss.post(path, look("#ffe000", act: "save")).status == .unprocessableContent)
            #expect(boss.html.contains("accent_light-problem") && boss.html.contains("#ffe000"))
            #expect(try await boss.post(path, look("#7a3fb0", act: "save")).status == .seeOther)
            try await boss.get("/brand.css")
            #expect(boss.html.contains("--accent: #7a3fb0;"))
            try await boss.get("/")
            #expect(
                boss.html.contains("Gorse Mobile") && boss.html.contains("mailto:help@gorse.example") && boss.html.contains("One Moor Lane")
            )
            #expect(boss.html.contains("<h1 class=\"display\">Your line &lt;b&gt;now&lt;/b&gt;</h1>"))
            #expect(boss.html.contains("<p class=\"lead\">Your own number and data on an eSIM"), "the standard one where none is set")

            try await boss.get(path)
            #expect(
                try await boss.post(path + "/logo", [("after", "1")], file: ("logo", Array("<svg onload=alert(1)>".utf8))).status
                    == .unprocessableContent)
            #expect(try await boss.post(path + "/logo", [("after", "1")], file: ("logo", Self.pixel)).status == .seeOther)
            let logo = try await client.execute(uri: "/brand/logo.png?v=2", method: .get)
            #expect(logo.status == .ok && Array(logo.body.readableBytesView) == Self.pixel)
            try await boss.get("/")
            #expect(boss.html.contains("src=\"/brand/logo.png?v=2\""))
        }
    }

    @Test func `live figures are sent at once, and so many streams are open and no more`() async throws {
        let streams = LiveStreams()
        let account = AccountID("acc_ana")!
        let open = try (0..<LiveStreams.mostPerAccount).map { _ in try streams.stream(for: account) { "{}" } }
        #expect(throws: PlatformError.self) { try streams.stream(for: account) { "{}" } }
        #expect(throws: Never.self) { try streams.stream(for: AccountID("acc_ben")!) { "{}" } }
        let task = Task {
            var pieces: [String] = []
            for await piece in try #require(open[0].events) {
                pieces.append(String(buffer: piece))
                if pieces.count == 2 { break }
            }
            return pieces
        }
        #expect(try await task.value == ["retry: 1000\n\n", "data: {}\n\n"])
        try await withPages { platform, client in
            let (boss, _) = try await person(.admin, on: platform, client)
            try await boss.get("/console/now")
            #expect(boss.html.contains("\"sign_ups\":\"1\""))
        }
    }

    private static let pixel = Array(
        Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")!)
}
