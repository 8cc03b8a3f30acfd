import HTTPAPI
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct PlansPageTests {
    @Test func `everything that is sold is offered, and nothing else`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.get("/plans")
            for service in platform.catalogs.catalog(for: .dotm).services {
                #expect(ana.html.contains("/buy?services=\(service.id)&amp;") == service.isSold, "\(service.id)")
            }
        }
    }

    @Test func `a membership ends with its period, and the wish can be taken back`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.buyLine(platform)
            try await ana.get("/plans")
            #expect(ana.html.contains("renews on"))
            #expect(ana.html.contains(">Yours"))
            let path = try #require(ana.html.firstMatch(of: /action="(\/memberships\/[^"]+)"/).map { String($0.1) })
            #expect(try await ana.post(path, [("wish", "end")]).headers[.location] == "/plans?done=plan_ends")
            try await ana.get("/plans")
            #expect(ana.html.contains("ends on"))
            #expect(try await ana.post(path, [("wish", "keep")]).headers[.location] == "/plans?done=plan_kept")
            try await ana.get("/plans")
            #expect(ana.html.contains("renews on"))
        }
    }

    @Test func `other people's memberships are not there`() async throws {
        try await withPages { platform, client in
            let (ana, ben) = (Visitor(client), Visitor(client))
            try await ana.join()
            try await ana.buyLine(platform)
            try await ana.get("/plans")
            let path = try #require(ana.html.firstMatch(of: /action="(\/memberships\/[^"]+)"/).map { String($0.1) })
            try await ben.join("ben@example.com")
            try await ben.get("/plans")
            #expect(!ben.html.contains("/memberships/"))
            try await ben.get("/account")
            #expect(try await ben.post(path, [("wish", "end")]).status == .notFound)
        }
    }

    @Test func `the calculator of the first page works without scripts`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.get("/")
            #expect(ana.html.contains("data-sum=\"first_year_total\">$44.00<"))
            try await ana.get("/plans?services=full_membership&services=network_vpn_access&currency=USD")
            #expect(ana.html.contains("data-sum=\"first_year_total\">$162.00<"))
        }
    }
}
