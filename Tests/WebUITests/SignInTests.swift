import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct SignInTests {
    @Test func `joining signs the browser in, with a strict cookie`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.get("/sign-up")
            let answer = try await ana.post(
                "/sign-up", [("then", "/buy?services=a"), ("email", "ana@example.com"), ("password", "a good long password")])
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/buy?services=a")
            let cookie = try #require(ana.lastSetCookies.first { $0.hasPrefix("gorse_session=") })
            #expect(cookie.contains("; HttpOnly; SameSite=Lax"))
            #expect(ana.cookie("gorse_form") == nil)
            try await ana.get("/")
            #expect(ana.html.contains("Sign out"))
            // The address is still to be confirmed.
            let mails = try await platform.outbox(of: .dotm)
            #expect(mails.map(\.recipient.text) == ["ana@example.com"])
        }
    }

    @Test func `a password signs in, a wrong one does not and tells nothing`() async throws {
        try await withPages { _, client in
            try await Visitor(client).join()
            let ana = Visitor(client)
            for (email, password) in [("ana@example.com", "wrong password"), ("nobody@example.com", "wrong password")] {
                try await ana.get("/sign-in")
                let answer = try await ana.post("/sign-in", [("email", email), ("password", password)])
                #expect(answer.status == .unprocessableContent)
                #expect(ana.html.contains("The address or the password is wrong."))
                #expect(!ana.html.contains("wrong password"))
            }
            let answer = try await ana.post("/sign-in", [("email", "ana@example.com"), ("password", "a good long password")])
            #expect(answer.headers[.location] == "/account")
        }
    }

    @Test func `a mailed link asks first, then signs in, once`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.get("/sign-in")
            try await ana.post("/sign-in/link", [("email", "ana@example.com")])
            #expect(ana.html.contains("A link is on its way to ana@example.com"))
            let mail = try #require(try await platform.outbox(of: .dotm).first)
            let link = try #require(mail.text.split(whereSeparator: \.isWhitespace).first { $0.contains("/auth/action?") })
            let path = "/auth/action?" + link.split(separator: "?")[1]
            for _ in 1...2 {
                try await ana.get(path)
                #expect(ana.html.contains("Sign in on this device"))
            }
            let fields = [("mode", ana.field("mode")), ("code", ana.field("code")), ("then", ""), ("email", "ana@example.com")]
            #expect(try await ana.post("/auth/action", fields).status == .seeOther)
            let again = Visitor(client)
            try await again.get(path)
            #expect(try await again.post("/auth/action", fields).status == .unprocessableContent)
            #expect(again.html.contains("This link has been used"))
        }
    }

    @Test func `a form without this browser's own token is refused and does nothing`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            let fields = [("email", "ana@example.com"), ("password", "a good long password")]
            #expect(try await ana.post("/sign-up", fields, token: "").status == .forbidden)
            try await ana.get("/sign-up")
            let stranger = Visitor(client)
            try await stranger.get("/sign-up")
            #expect(try await ana.post("/sign-up", fields, token: stranger.formToken).status == .forbidden)
            try await ana.get("/sign-up")
            let site = HTTPField.Name("Sec-Fetch-Site")!
            #expect(try await ana.post("/sign-up", fields, headers: [site: "cross-site"]).status == .forbidden)
            #expect(try await platform.outbox(of: .dotm).isEmpty)
        }
    }

    @Test func `a form token of before sign-in is worth nothing after it`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.get("/sign-up")
            let before = ana.formToken
            try await ana.join()
            #expect(try await ana.post("/sign-out", [], token: before).status == .forbidden)
            try await ana.get("/")
            #expect(try await ana.post("/sign-out", []).headers[.location] == "/")
            try await ana.get("/")
            #expect(ana.html.contains("href=\"/sign-in\""))
        }
    }

    @Test func `signing out ends the session itself, not the cookie alone`() async throws {
        try await withPages { _, client in
            let (ana, thief) = (Visitor(client), Visitor(client))
            try await ana.join()
            thief.steal("gorse_session", from: ana)
            try await thief.get("/")
            #expect(thief.html.contains("Sign out"))
            try await ana.get("/")
            try await ana.post("/sign-out", [])
            try await thief.get("/")
            #expect(!thief.html.contains("Sign out"))
        }
    }

    @Test func `who has to sign in first is led there and back`() async throws {
        try await withPages { _, client in
            let answer = try await Visitor(client).get("/outbox?before=mail_1")
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/sign-in?then=/outbox%3Fbefore%3Dmail_1")
        }
    }

    @Test func `the outbox is for admins`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            #expect(try await ana.get("/outbox").status == .forbidden)
            #expect(ana.html.contains("Not for you"))
            try await platform.store.write { transaction in
                _ = try transaction.execute("UPDATE accounts SET role = 'admin'")
            }
            #expect(try await ana.get("/outbox").status == .ok)
            #expect(ana.html.contains("To ana@example.com"))
        }
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a b", "/\u{e9}",
        "/" + String(repeating: "a", count: 500),
    ])
    func `nobody is led to another site`(_ text: String) {
        #expect(Destination(text) == .account)
    }

    @Test func `what a person types comes back as text`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.get("/sign-in")
            try await ana.post("/sign-in", [("email", "\"><script>alert(1)</script>"), ("password", "x")])
            #expect(!ana.html.contains("<script>alert"))
            #expect(ana.html.contains("&lt;script&gt;alert(1)"))
        }
    }
}
