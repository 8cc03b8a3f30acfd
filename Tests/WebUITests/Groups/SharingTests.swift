import HTTPAPI
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct SharingTests {
    @Test func `a family shares data by a code, and parts again`() async throws {
        try await withPages { _, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            try await ana.join()
            try await ben.join("ben@example.com")
            try await ana.get("/sharing")
            try await ana.post("/sharing/invitations", [("gigabytes", "5")])
            let code = try #require(ana.html.firstMatch(of: /grp-[A-Za-z0-9_-]{20,}/).map { String($0.0) })
            try await ana.get("/sharing")
            #expect(!ana.html.contains(code), "a code is shown once")
            try await ben.get("/sharing")
            #expect(try await ben.post("/sharing/membership", [("code", " \(code) ")]).headers[.location] == "/sharing?done=group_joined")
            try await ben.get("/sharing")
            #expect(ben.html.contains("You use the data of who invited you."))
            #expect(ben.html.contains("at most 5\u{A0}GB"))
            try await ana.get("/sharing")
            let member = try #require(ana.html.firstMatch(of: /\/sharing\/members\/([^\/]+)\/removal/).map { String($0.1) })
            #expect(try await ben.post("/sharing/members/\(member)/removal", []).status == .forbidden)
            #expect(try await ana.post("/sharing/members/\(member)/removal", []).headers[.location] == "/sharing?done=member_removed")
            try await ben.get("/sharing")
            #expect(ben.html.contains("Family and friends"))
        }
    }

    @Test(arguments: ["0", "-1", "5.5", "1000000", "many"]) func `a limit that is none makes no code`(_ text: String) async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/sharing")
            #expect(try await ana.post("/sharing/invitations", [("gigabytes", text)]).status == .unprocessableContent)
            #expect(ana.html.contains("value=\"\(text)\""))
            #expect(!ana.html.contains("class=\"code big\""))
        }
    }

    @Test func `a code that cannot be used is told beside its field`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/sharing")
            #expect(try await ana.post("/sharing/membership", [("code", "grp-<none>")]).status == .unprocessableContent)
            #expect(ana.html.contains("There is no such invitation, or it has ended."))
            #expect(ana.html.contains("value=\"grp-&lt;none&gt;\""))
        }
    }
}
