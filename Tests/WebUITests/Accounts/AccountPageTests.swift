import HTTPAPI
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct AccountPageTests {
    @Test func `a new member is told what comes first`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/account")
            #expect(ana.html.contains("No data yet"))
            #expect(ana.html.contains("No line yet"))
            #expect(ana.html.contains("not confirmed"))
            #expect(ana.html.contains("href=\"/buy?services=global_data_10gb\""))
            #expect(!ana.html.contains("id=\"usage\""))
        }
    }

    @Test(arguments: Language.allCases) func `every page of a member is there in every language`(_ language: Language) async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.choose(language.rawValue)
            try await ana.join()
            let line = try await ana.buyLine(platform)
            let order = try #require(try await platform.orders(of: try await ana.account(platform), limit: 1).first)
            let receipt = try #require(try await platform.invoices(of: order.accountID, limit: 1).first)
            for path in [
                "/", "/account", "/account?by=hour", "/account?by=month", "/plans", "/plans?services=global_data_10gb", "/mcp", "/lines",
                "/lines/\(line)", "/orders", "/orders/\(order.id)", "/receipts/\(receipt.id)", "/rewards", "/notifications", "/profile",
                "/profile/deletion", "/sharing", "/help", "/coverage?country=mexico", "/devices", "/offline", "/buy?services=metal_card",
                "/styleguide",
            ] {
                let answer = try await ana.get(path)
                #expect(answer.status == .ok, "\(path)")
                #expect(ana.html.contains("<html lang=\"\(language.tag)\">"), "\(path)")
                // A key or a parameter that was left in shows as itself.
                let visible = ana.html.replacing(/<[^>]*>/, with: " ")
                let keys = Texts.all.texts[.english]!.keys.filter { visible.contains($0) && $0 != "data.left" }
                #expect(keys.isEmpty, "\(path) shows \(keys)")
                #expect(visible.firstMatch(of: /\{[a-z][A-Za-z]*\}/).map { String($0.0) } ?? "{service_id}" == "{service_id}", "\(path)")
            }
        }
    }

    @Test func `the profile keeps what was typed, says what is wrong, and saves what is right`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/profile")
            let wrong = try await ana.post("/profile", [("display_name", "Ana"), ("country", "Canada"), ("language", "en")])
            #expect(wrong.status == .unprocessableContent)
            #expect(ana.html.contains("A country is two letters."))
            #expect(ana.html.contains("value=\"Canada\""))
            let right = try await ana.post("/profile", [("display_name", "Ana <b>"), ("country", "ca"), ("language", "fr")])
            #expect(right.headers[.location] == "/profile?done=profile_saved")
            try await ana.get("/profile?done=profile_saved")
            #expect(ana.html.contains("Vos coordonnées sont enregistrées."))
            #expect(ana.html.contains("Ana &lt;b&gt;"))
            #expect(!ana.html.contains("Ana <b>"))
        }
    }

    @Test func `a browser is signed out from another`() async throws {
        try await withPages { _, client in
            let (ana, other) = (Visitor(client), Visitor(client))
            try await ana.join()
            try await other.get("/sign-in")
            try await other.post("/sign-in", [("email", "ana@example.com"), ("password", "a good long password")])
            try await ana.get("/profile")
            let id = try #require(ana.html.firstMatch(of: /\/sessions\/(ses_[^\/]+)\/end/)?.1)
            #expect(try await ana.post("/sessions/\(id)/end", []).headers[.location] == "/profile?done=session_ended")
            #expect(try await other.get("/account").headers[.location]?.hasPrefix("/sign-in") == true)
            #expect(try await ana.get("/account").status == .ok)
        }
    }

    @Test func `links to confirm the address and to set a password are mailed to the account's own address`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            for path in ["/profile/address-confirmation", "/profile/password"] {
                try await ana.get("/profile")
                #expect(try await ana.post(path, []).headers[.location] == "/profile?done=link_mailed")
            }
            let mails = try await platform.outbox(of: .dotm)
            #expect(mails.count == 3)
            #expect(mails.allSatisfy { $0.recipient.text == "ana@example.com" })
        }
    }

    @Test func `an account is deleted only after it is said that it is meant`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/profile/deletion")
            #expect(try await ana.post("/profile/deletion", []).status == .unprocessableContent)
            #expect(ana.html.contains("Tick the box"))
            #expect(try await ana.get("/account").status == .ok)
            try await ana.get("/profile/deletion")
            #expect(try await ana.post("/profile/deletion", [("understood", "yes")]).headers[.location] == "/")
            #expect(try await ana.get("/account").status == .seeOther)
        }
    }

    @Test func `notifications are new until they are marked read`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/notifications")
            #expect(ana.html.contains(">New</span>"))
            try await ana.post("/notifications/read", [])
            try await ana.get("/notifications")
            #expect(ana.html.contains("Welcome to DOTM"))
            #expect(!ana.html.contains(">New</span>"))
        }
    }

    @Test(arguments: [
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
            "Chrome, Android"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone"
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"), ("curl/8.5.0", nil), ("", nil),
    ]) func `a browser goes by a short name`(_ userAgent: String, _ name: String?) {
        #expect(ProfilePage.device(userAgent) == name)
    }

    @Test(arguments: [
        "/profile/address-confirmation", "/profile/password", "/sessions/end", "/profile/deletion", "/notifications/read",
        "/sharing/departure", "/sharing/invitations",
    ]) func `a form without its token does nothing`(_ path: String) async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            #expect(try await ana.post(path, [], token: "forged").status == .forbidden)
            #expect(try await ana.get("/account").status == .ok)
        }
    }
}
