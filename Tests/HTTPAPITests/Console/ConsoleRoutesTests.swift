import Charging
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// What the operator's console is made of, as a program sees it.
@Suite struct ConsoleRoutesTests {
    private final class House: Sendable {
        let platform: Platform
        let people: [String: Principal]

        init() async throws {
            platform = try await testPlatform()
            let other = BrandID("brd_other")!
            try await platform.store.write {
                try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ($1, 'Other', 0)", other)
                for name in ["pat", "sid"] { _ = try $0.insertTestAccount(name, brand: other) }
            }
            people = [
                "ana": try await platform.testSubscriber(),
                "admin": try await platform.testSubscriber("admin@example.com", role: .admin),
                "support": try await platform.testSubscriber("support@example.com", role: .support),
                "partner": Principal(accountID: AccountID("acc_pat")!, brandID: other, role: .partner),
                "stranger": Principal(accountID: AccountID("acc_sid")!, brandID: other, role: .admin),
            ]
        }

        func ask(
            _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil, as person: String
        ) async throws -> (status: Int, body: JSONValue) {
            var headers: HTTPFields = [.authorization: "Bearer \(person)"]
            if body != nil { headers[.contentType] = "application/json" }
            return try await testDoor(platform, people: people).test(.router) { [headers] client in
                let response = try await client.execute(
                    uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
                let bytes = Array(response.body.readableBytesView)
                return (response.status.code, bytes.isEmpty ? .object([]) : try JSONParser.parse(bytes))
            }
        }
    }

    private func text(_ value: JSONValue?) -> String {
        if case .string(let text)? = value { text } else { "" }
    }

    private func rows(_ body: JSONValue) -> [JSONValue] {
        if case .array(let rows)? = body["data"] { rows } else { [] }
    }

    @Test func `each list opens to those whose it is`() async throws {
        let house = try await House()
        for path in [
            "/v1/admin/orders", "/v1/admin/lines", "/v1/admin/sim-profiles", "/v1/admin/phone-numbers", "/v1/admin/audit",
            "/v1/admin/search?text=ana",
        ] {
            for (person, status) in [("admin", 200), ("support", 200), ("stranger", 200), ("partner", 403), ("ana", 403)] {
                #expect(try await house.ask(.get, path, as: person).status == status, "\(path) as \(person)")
            }
            let mark = path.contains("?") ? "&" : "?"
            #expect(try await house.ask(.get, path + mark + "brand=brd_dotm", as: "stranger").status == 404, "\(path)")
            #expect(try await house.ask(.get, path + mark + "brand=brd_other", as: "admin").status == 200, "\(path)")
        }
        for path in ["/v1/admin/jobs", "/v1/admin/job-queue", "/v1/admin/network"] {
            for (person, status) in [("admin", 200), ("support", 200), ("stranger", 403), ("partner", 403), ("ana", 403)] {
                #expect(try await house.ask(.get, path, as: person).status == status, "\(path) as \(person)")
            }
        }
    }

    @Test func `the operator reads peers and sessions, and a session's sums`() async throws {
        let house = try await House()
        let ana = house.people["ana"]!
        _ = try await house.platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
        let line = try #require(try await house.platform.lines(of: ana.accountID).first).id
        _ = try await house.platform.authorizeUsage(
            UsageRequest(
                sessionID: "pgw.a.test;1/2", requestNumber: 0, kind: .initial, lineID: line,
                items: [.init(ratingGroup: 10, requested: .units(1000), used: nil)]))
        let now = house.platform.time.now()
        try await house.platform.reportPeers([
            NetworkPeer(
                node: "ocs.b.test", name: "pgw.a.test", realm: "a.test", address: "10.0.0.1", transport: "tls", applications: ["Gy"],
                openedAt: now, seenAt: now, requests: 9, results: [2001: 9], latency: nil)
        ])
        let network = try await house.ask(.get, "/v1/admin/network", as: "support").body
        guard case .array(let peers)? = network["peers"], case .array(let sessions)? = network["charging_sessions"] else {
            Issue.record("no lists")
            return
        }
        #expect(peers.map { $0["name"] } == ["pgw.a.test"] && peers.first?["results"]?["2001"] == 9)
        #expect(sessions.map { $0["session_id"] } == ["pgw.a.test;1/2"])
        let path = "/v1/admin/charging-sessions/pgw.a.test;1%2F2"
        let story = try await house.ask(.get, path, as: "support").body
        guard case .array(let sums)? = story["sums"] else {
            Issue.record("no sums")
            return
        }
        #expect(story["state"] == "open" && sums.first?["granted"] == 1000 && sums.first?["adds_up"] == true)
        for (person, status) in [("admin", 200), ("stranger", 403), ("partner", 403), ("ana", 403)] {
            #expect(try await house.ask(.get, path, as: person).status == status, "\(person)")
        }
        #expect(try await house.ask(.get, "/v1/admin/charging-sessions/other", as: "admin").status == 404)
    }

    @Test func `figures are told to partners, of their brand alone`() async throws {
        let house = try await House()
        let own = try await house.ask(.get, "/v1/admin/figures?by=hour", as: "partner")
        #expect(own.status == 200 && own.body["brand_id"] == "brd_other" && own.body["total"]?["sign_ups"] == 2)
        #expect(try await house.ask(.get, "/v1/admin/figures?brand=brd_dotm", as: "partner").status == 404)
        #expect(try await house.ask(.get, "/v1/admin/figures", as: "ana").status == 403)
        let other = try await house.ask(.get, "/v1/admin/figures?brand=brd_other&by=month", as: "admin")
        #expect(other.body["brand_id"] == "brd_other" && other.body["accounts"] == 2)
        #expect(
            try await house.ask(.get, "/v1/admin/figures?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z", as: "admin").status == 400)
        #expect(
            try await house.ask(.get, "/v1/admin/figures?by=hour&from=2026-01-01T00:00:00Z&to=2026-11-22T00:00:00Z", as: "admin").status
                == 400)
    }

    @Test func `the story of an account has all of it, in pages`() async throws {
        let house = try await House()
        let ana = house.people["ana"]!
        let order = try await house.platform.testPurchase(["basic_membership", "global_data_10gb"], as: ana)
        let id = ana.accountID
        let summary = try await house.ask(.get, "/v1/admin/accounts/\(id)/summary", as: "support")
        #expect(summary.status == 200 && summary.body["account"]?["email"] == "ana@example.com")
        var events: [JSONValue] = []
        var cursor = ""
        while true {
            let page = try await house.ask(.get, "/v1/admin/accounts/\(id)/story?limit=7" + cursor, as: "support")
            #expect(page.status == 200)
            events += rows(page.body)
            guard case .string(let next)? = page.body["next_cursor"] else { break }
            cursor = "&cursor=\(next)"
        }
        #expect(events.contains { $0["kind"] == "order" && $0["subject"] == .string(order.id.text) && $0["what"] == "fulfilled" })
        #expect(events.contains { $0["kind"] == "account" && $0["what"] == "joined" })
        let mails = try await house.ask(.get, "/v1/admin/accounts/\(id)/story?kind=mail&kind=notification", as: "support")
        #expect(Set(rows(mails.body).map { text($0["kind"]) }) == ["mail", "notification"])
        for (person, status) in [("stranger", 404), ("partner", 403), ("ana", 403)] {
            #expect(try await house.ask(.get, "/v1/admin/accounts/\(id)/story", as: person).status == status)
            #expect(try await house.ask(.get, "/v1/admin/accounts/\(id)/summary", as: person).status == status)
        }
        let lines = try await house.ask(.get, "/v1/admin/lines?state=active", as: "support")
        #expect(rows(lines.body).count == 1 && rows(lines.body)[0]["line"]?["activation_code"] == nil)
        let found = try await house.ask(.get, "/v1/admin/orders?state=fulfilled", as: "support")
        #expect(rows(found.body).map { text($0["account_id"]) } == [ana.accountID.text])
    }

    @Test func `a dead job is listed with its error, and admins alone retry it`() async throws {
        let house = try await House()
        let platform = house.platform
        try await platform.runDueJobs()
        try await platform.store.write {
            for key in ["one", "two"] { try $0.enqueue(NewJob(kind: "ring", key: key, payload: ["secret": "x"]), at: platform.time.now()) }
        }
        try await platform.runDueJobs(handlers: [JobHandler(kind: "ring") { _, _ in throw JobAbandoned("no bell") }])
        let dead = rows(try await house.ask(.get, "/v1/admin/jobs?kind=ring", as: "support").body)
        #expect(dead.count == 2 && dead[0]["last_error"] == "no bell" && dead[0]["payload"] == nil)
        guard case .string(let id)? = dead[0]["id"] else { return }
        #expect(try await house.ask(.post, "/v1/admin/jobs/\(id)/retry", as: "support").status == 403)
        #expect(try await house.ask(.post, "/v1/admin/jobs/\(id)/retry", as: "stranger").status == 403)
        #expect(try await house.ask(.post, "/v1/admin/jobs/job_none/retry", as: "admin").status == 404)
        #expect(try await house.ask(.post, "/v1/admin/jobs/\(id)/retry", as: "admin").body["state"] == "waiting")
        #expect(try await house.ask(.post, "/v1/admin/jobs/\(id)/retry", as: "admin").status == 409)
        #expect(try await house.ask(.post, "/v1/admin/dead-jobs/retry", #"{"kind":"ring"}"#, as: "admin").body["retried"] == 1)
        let audit = rows(try await house.ask(.get, "/v1/admin/audit?action=job.retry", as: "admin").body)
        #expect(audit.count == 1 && audit[0]["subject"] == .string(id) && audit[0]["detail"]?["kind"] == "ring")
        let queue = try await house.ask(.get, "/v1/admin/job-queue", as: "admin")
        guard case .array(let kinds)? = queue.body["kinds"] else {
            Issue.record("no kinds")
            return
        }
        #expect(kinds.count == 1 && kinds[0]["waiting"] == 2)
    }
}
