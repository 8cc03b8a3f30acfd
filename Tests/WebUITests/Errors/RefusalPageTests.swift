import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

/// What people see of a page that there is not.
@Suite struct RefusalPageTests {
    private let accept: HTTPFields = [.accept: "text/html"]

    private func missing(_ visitor: Visitor, _ client: any TestClientProtocol, _ path: String = "/nothing-here") async throws -> String {
        var headers = accept
        if let session = visitor.cookie("gorse_session") { headers[.cookie] = "gorse_session=\(session)" }
        let answer = try await client.execute(uri: path, method: .get, headers: headers)
        #expect(answer.status == .notFound)
        return String(buffer: answer.body)
    }

    @Test func `a member who goes astray keeps menu and language, and can sign out`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.choose("fr")
            let html = try await self.missing(ana, client)
            #expect(html.contains("class=\"member\"") && html.contains("href=\"/rewards\"") && !html.contains("href=\"/sign-up\""))
            #expect(html.contains("<html lang=\"fr-CA\">"))
            let token = html.components(separatedBy: "name=\"form_token\" value=\"").dropFirst().first?.prefix { $0 != "\"" }
            #expect(try await ana.post("/sign-out", [], token: String(try #require(token))).status == .seeOther)
        }
    }

    @Test func `a visitor, and an old cookie, are greeted as visitors`() async throws {
        try await withPages { _, client in
            let html = try await self.missing(Visitor(client), client)
            #expect(html.contains("class=\"visitor\"") && html.contains("href=\"/sign-up\""))
            let answer = try await client.execute(
                uri: "/nothing-here", method: .get, headers: [.accept: "text/html", .cookie: "gorse_session=nonsense"])
            #expect(String(buffer: answer.body).contains("class=\"visitor\""))
        }
    }

    @Test func `somebody else's order is missing in one's own frame`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            #expect(try await self.missing(ana, client, "/orders/ord_1").contains("class=\"member\""))
        }
    }

    @Test func `the console has no tabs of a member on a phone, and a way back`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let id = try await ana.account(platform)
            try await platform.store.write { try $0.setRole(.admin, of: id) }
            try await ana.get("/console/jobs")
            #expect(ana.html.contains("<body class=\"console member\">") && ana.html.contains("class=\"own\" href=\"/account\""))
            try await ana.get("/account")
            #expect(ana.html.contains("<body class=\"member\">"))
        }
    }
}
