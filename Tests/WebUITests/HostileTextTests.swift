import HTTPAPI
import HTTPTypes
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

/// What people type is shown as they typed it, on every page, and is never markup.
@Suite struct HostileTextTests {
    static let hostile = "\"><img src=x onerror=alert(1)>{{t lines.title}}{{{page}}}'&amp;"

    @Test func `hostile text is text, wherever it is shown`() async throws {
        try await withPages { platform, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            let text = Self.hostile
            try await ana.join()
            let line = try await ana.buyLine(platform)
            try await ana.get("/profile")
            #expect(try await ana.post("/profile", [("display_name", text), ("country", ""), ("language", "en")]).status == .seeOther)
            try await ana.get("/lines/\(line)")
            #expect(try await ana.post("/lines/\(line)/name", [("name", String(text.prefix(60)))]).status == .seeOther)
            try await ana.get("/sharing")
            try await ana.post("/sharing/invitations", [("gigabytes", "1")])
            let code = try #require(ana.html.firstMatch(of: /grp-[A-Za-z0-9_-]{20,}/).map { String($0.0) })
            try await ben.join("ben@example.com")
            try await ben.get("/profile")
            try await ben.post("/profile", [("display_name", text), ("country", ""), ("language", "en")])
            try await ben.get("/sharing")
            try await ben.post("/sharing/membership", [("code", code)])
            try await ana.get("/sign-in")
            try await ana.post("/sign-in", [("email", text), ("password", "x")], headers: [.userAgent: text])
            check(ana.html, "/sign-in", showsText: true)
            try await ana.get("/sign-up")
            try await ana.post("/sign-up", [("email", text), ("password", "a good long password")])
            check(ana.html, "/sign-up", showsText: true)
            try await ana.get("/buy?services=metal_card")
            let fields = ["recipient", "line1", "city", "region", "postal_code"].map { ($0, text) }
            try await ana.post(
                "/buy", [("attempt", ana.field("attempt")), ("currency", "USD"), ("services", "metal_card"), ("country", "<>")] + fields)
            check(ana.html, "/buy", showsText: true)
            for path in ["/account", "/lines", "/lines/\(line)", "/profile", "/sharing", "/plans", "/orders", "/notifications", "/rewards"]
            {
                try await ana.get(path)
                check(ana.html, path, showsText: ["/account", "/lines", "/lines/\(line)", "/profile", "/sharing"].contains(path))
            }
        }
    }

    private func check(_ html: String, _ path: String, showsText: Bool) {
        #expect(!html.contains("<img"), "\(path) lets markup through")
        #expect(html.contains("&lt;img src=x onerror") == showsText, "\(path)")
        #expect(!showsText || html.contains("{{t lines.title}}"), "\(path) takes text for a template")
    }

    @Test(arguments: ["/", "/account", "/profile/deletion", "/buy?services=global_data_10gb", "/sign-in"])
    func `no page can be framed by another site`(_ path: String) async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            let answer = try await ana.get(path)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("form-action 'self'") == true)
        }
    }
}
