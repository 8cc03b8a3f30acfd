import Charging
import HTTPAPI
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct LinePageTests {
    @Test func `a line shows its number, its code and the links that install it`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let id = try await ana.buyLine(platform)
            try await ana.get("/lines/\(id)")
            let line = try #require(try await platform.lines(of: try await ana.account(platform)).first)
            let code = try #require(line.activationCode).text
            #expect(ana.html.contains(Language.english.phoneNumber(try #require(line.msisdn))))
            #expect(ana.html.contains("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=\(code)"))
            #expect(ana.html.contains("https://esimsetup.android.com/esim_qrcode_provisioning?carddata=\(code)"))
            #expect(ana.html.contains("<svg xmlns"))
        }
    }

    @Test func `a lost line is suspended, and taken back`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let id = try await ana.buyLine(platform)
            try await ana.get("/lines/\(id)")
            #expect(try await ana.post("/lines/\(id)/suspension", [("reason", "lost_device")]).status == .seeOther)
            try await ana.get("/lines/\(id)?done=line_suspended")
            #expect(ana.html.contains("Nobody can use it."))
            #expect(ana.html.contains(">Suspended</span>"))
            try await ana.get("/account")
            #expect(ana.html.contains("A line is suspended."))
            try await ana.get("/lines/\(id)")
            #expect(try await ana.post("/lines/\(id)/resumption", []).status == .seeOther)
            try await ana.get("/lines/\(id)")
            #expect(ana.html.contains(">Active</span>"))
        }
    }

    @Test func `an owner gives no reason that is not theirs`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let id = try await ana.buyLine(platform)
            try await ana.get("/lines/\(id)")
            #expect(try await ana.post("/lines/\(id)/suspension", [("reason", "fraud")]).status == .forbidden)
            try await ana.get("/lines/\(id)")
            #expect(ana.html.contains(">Active</span>"))
        }
    }

    @Test func `a name is saved, or comes back with what is wrong`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            let id = try await ana.buyLine(platform)
            try await ana.get("/lines/\(id)")
            let long = String(repeating: "a", count: 61)
            #expect(try await ana.post("/lines/\(id)/name", [("name", long)]).status == .unprocessableContent)
            #expect(ana.html.contains("value=\"\(long)\""))
            #expect(ana.html.contains("A name has at most 60 characters."))
            #expect(try await ana.post("/lines/\(id)/name", [("name", "Phone of \"Ana\"")]).status == .seeOther)
            try await ana.get("/lines")
            #expect(ana.html.contains("Phone of &quot;Ana&quot;"))
        }
    }

    @Test func `other people's lines are not there, not even for the staff`() async throws {
        try await withPages { platform, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            try await ana.join()
            let id = try await ana.buyLine(platform)
            try await ben.join("ben@example.com")
            let account = try await ben.account(platform, "ben@example.com")
            try await platform.store.write { try $0.setRole(.admin, of: account) }
            #expect(try await ben.get("/lines/\(id)").status == .notFound)
            #expect(!ben.html.contains("LPA:1"))
            try await ben.get("/account")
            let token = ben.formToken
            for (path, fields) in [("name", [("name", "x")]), ("suspension", [("reason", "lost_device")]), ("resumption", [])] {
                #expect(try await ben.post("/lines/\(id)/\(path)", fields, token: token).status == .notFound)
            }
        }
    }
}
