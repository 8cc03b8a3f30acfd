import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import WebUI

/// The beta programme on pages: the member's card, the link in the admin's mail, the queue of the console.
@Suite struct BetaPageTests {
    /// Ana, whose address is proved, and Bo, an admin, each in a browser of their own.
    private func withBeta(_ body: @escaping @Sendable (Platform, Visitor, Visitor, any TestClientProtocol) async throws -> Void)
        async throws
    {
        try await withPages { platform, client in
            let (ana, bo) = (Visitor(client), Visitor(client))
            try await ana.join()
            try await bo.join("bo@example.com")
            let admin = try await bo.account(platform, "bo@example.com")
            try await platform.store.write { transaction in
                try transaction.execute("UPDATE accounts SET email_verified = 1")
                try transaction.setRole(.admin, of: admin)
            }
            try await body(platform, ana, bo, client)
        }
    }

    private func link(_ platform: Platform) async throws -> String {
        let mail = try #require(try await platform.outbox(of: .dotm).first { $0.kind == "beta_request" })
        let url = mail.text.components(separatedBy: platform.publicURL).dropFirst().first { $0.hasPrefix("/api/beta-approve/") }
        return String(try #require(url).prefix { !$0.isWhitespace })
    }

    @Test func `ask, be approved by the mailed link, and see number and code on the account's page`() async throws {
        try await withBeta { platform, ana, _, client in
            try await ana.get("/account")
            #expect(ana.html.contains("Ask to join"))
            #expect(try await ana.post("/account/beta", []).status == .seeOther)
            try await ana.get("/account")
            #expect(ana.html.contains("We will tell you when it is decided") && !ana.html.contains("Ask to join"))
            let path = try await link(platform)
            let mailbox = Visitor(client)
            #expect(try await mailbox.get(path).status == .ok)
            #expect(mailbox.html.contains("ana@example.com asks to join"))
            #expect(try await platform.betaStanding(of: self.person(ana, platform)).request?.state == .pending)
            let code = mailbox.field("code")
            let target = String(path.prefix { $0 != "?" })
            #expect(try await mailbox.post(target, [("code", code)]).status == .ok)
            #expect(mailbox.html.contains("gets the beta service"))
            try await platform.runDueJobs()
            let line = try #require(try await platform.lines(of: ana.account(platform)).first)
            try await ana.get("/account")
            #expect(ana.html.contains("You are in since"))
            #expect(ana.html.contains("href=\"/lines/\(line.id)\"") && ana.html.contains("QR code that dials +1"))
            #expect(try await mailbox.get(path).status == .notFound)
        }
    }

    @Test func `the link's secret is needed, on either page and for either answer`() async throws {
        try await withBeta { platform, ana, _, client in
            try await ana.get("/account")
            try await ana.post("/account/beta", [])
            let target = String(try await link(platform).prefix { $0 != "?" })
            let stranger = Visitor(client)
            for path in [target, target + "?code=guess", target.replacing("approve", with: "reject") + "?code="] {
                #expect(try await stranger.get(path).status == .notFound)
            }
            try await stranger.get("/sign-in")
            #expect(try await stranger.post(target, [("code", "guess")]).status == .notFound)
            #expect(try await stranger.post(target, [("code", "guess")], token: "wrong").status == .forbidden)
            #expect(try await platform.betaStanding(of: self.person(ana, platform)).request?.state == .pending)
        }
    }

    @Test func `the console rejects with a reason that the person reads as text, and they may ask again`() async throws {
        try await withBeta { platform, ana, bo, _ in
            try await ana.get("/account")
            try await ana.post("/account/beta", [])
            try await bo.get("/console/beta")
            let id = try #require(try await platform.betaStanding(of: self.person(ana, platform)).request).id
            #expect(bo.html.contains("href=\"/console/beta/\(id)\"") && bo.html.contains("ana@example.com"))
            try await bo.get("/console/beta/\(id)")
            #expect(!bo.html.contains("The reason:"))
            #expect(try await bo.post("/console/beta/\(id)/rejection", [("reason", "")]).status == .unprocessableContent)
            #expect(bo.html.contains("1 to 500 characters"))
            #expect(try await bo.post("/console/beta/\(id)/rejection", [("reason", "<i>Full</i>")]).status == .seeOther)
            try await bo.get("/console/beta?state=rejected")
            #expect(bo.html.contains("ana@example.com"))
            try await bo.get("/console/beta/\(id)")
            #expect(bo.html.contains("&lt;i&gt;Full&lt;/i&gt;") && !bo.html.contains("/approval"))
            try await ana.get("/account")
            #expect(ana.html.contains("&lt;i&gt;Full&lt;/i&gt;") && ana.html.contains("Ask again"))
            #expect(try await ana.post("/account/beta", []).status == .seeOther)
        }
    }

    @Test func `the console approves when it is sure`() async throws {
        try await withBeta { platform, ana, bo, _ in
            try await ana.get("/account")
            try await ana.post("/account/beta", [])
            let id = try #require(try await platform.betaStanding(of: self.person(ana, platform)).request).id
            try await bo.get("/console/beta/\(id)")
            #expect(try await bo.post("/console/beta/\(id)/approval", []).status == .badRequest)
            #expect(try await bo.post("/console/beta/\(id)/approval", [("sure", "yes")]).status == .seeOther)
            try await bo.get("/console/beta/\(id)")
            #expect(try await bo.post("/console/beta/\(id)/approval", [("sure", "yes")]).status == .conflict)
            try await ana.get("/account")
            #expect(try await ana.get("/console/beta").status == .forbidden)
        }
    }

    @Test func `an address that is not proved asks for nothing`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/account")
            #expect(ana.html.contains("Confirm your address before you ask") && !ana.html.contains("Ask to join"))
            #expect(try await ana.post("/account/beta", []).status == .forbidden)
        }
    }

    private func person(_ visitor: Visitor, _ platform: Platform) async throws -> Principal {
        Principal(accountID: try await visitor.account(platform), brandID: .dotm, role: .subscriber)
    }
}
