import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct NetworkAccessRoutesTests {
    let platform: Platform
    let line: LineID

    init() async throws {
        let platform = try await testPlatform()
        let now = platform.time.now()
        line = try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            return try transaction.orderLine(account: account, brand: .dotm, order: OrderID("ord_1")!, at: now, ids: .seeded(1))
        }
        try await platform.runDueJobs()
        self.platform = platform
    }

    private func ask(
        _ who: String, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil
    ) async throws -> (status: Int, text: String) {
        let people = [
            "ana": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber),
            "admin": Principal(accountID: AccountID("acc_admin")!, brandID: .dotm, role: .admin),
            "other": Principal(accountID: AccountID("acc_other")!, brandID: BrandID("brd_other")!, role: .admin),
        ]
        return try await testDoor(platform, people: people).test(.router) { client in
            var headers: HTTPFields = [.authorization: "Bearer \(who)"]
            if body != nil { headers[.contentType] = "application/json" }
            return try await client.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }) {
                ($0.status.code, String(buffer: $0.body))
            }
        }
    }

    @Test func `staff sees where a line is and changes its quality, of which the serving MME hears`() async throws {
        let path = "/v1/admin/lines/\(line)/network-access"
        let before = try await ask("admin", .get, path)
        #expect(before.status == 200 && before.text.contains(#""qci":9"#) && !before.text.contains(#""location":"#))
        let found = try await platform.store.read { [line] in try $0.subscriber(of: line) }
        let subscriber = try #require(found)
        let node = ServingNode(host: "mme1.v.test", realm: "v.test")
        _ = try await platform.updateLocation(LocationUpdate(imsi: subscriber.imsi, node: node, visitedNetwork: PLMN("310260")!))

        let access =
            #"{"apn":"work","qci":5,"allocation_retention_priority":2,"uplink_bits_per_second":1000,"downlink_bits_per_second":2000}"#
        let after = try await ask("admin", .put, path, access)
        #expect(after.status == 200)
        for part in [#""qci":5"#, #""apn":"work""#, #""network":"310260""#, #""country":"US""#, #""mme":"mme1.v.test""#] {
            #expect(after.text.contains(part), "\(part)")
        }
        // The same again is no change, and tells nobody anything.
        _ = try await ask("admin", .put, path, access)
        let jobs = try await platform.store.read { try $0.query("SELECT kind FROM jobs WHERE kind = 'inform_serving_node'") }
        #expect(jobs.count == 1)
        let back = try await ask("admin", .put, path, #"{"apn":"work"}"#)
        #expect(back.text.contains(#""qci":9"#) && back.text.contains(#""has_own_quality":false"#))
    }

    @Test(arguments: [
        #"{"apn":"work","qci":10,"allocation_retention_priority":2,"uplink_bits_per_second":1,"downlink_bits_per_second":2}"#,
        #"{"apn":"-","qci":5,"allocation_retention_priority":2,"uplink_bits_per_second":1,"downlink_bits_per_second":2}"#,
        #"{"apn":"work","qci":5,"allocation_retention_priority":0,"uplink_bits_per_second":1,"downlink_bits_per_second":2}"#,
        #"{"apn":"work","qci":5,"allocation_retention_priority":2,"uplink_bits_per_second":0,"downlink_bits_per_second":4294967296}"#, "{}",
        #"{"apn":"work","qci":5}"#,
    ]) func `a quality out of range is refused and nothing changes`(body: String) async throws {
        let path = "/v1/admin/lines/\(line)/network-access"
        #expect(try await ask("admin", .put, path, body).status / 100 == 4)
        #expect(try await ask("admin", .get, path).text.contains(#""apn":"internet""#))
    }

    @Test func `subscribers may not look, and other brands find nothing`() async throws {
        for path in ["/v1/admin/lines/\(line)/network-access", "/v1/admin/roaming-rules?line_id=\(line)"] {
            #expect(try await ask("ana", .get, path).status == 403)
            #expect(try await ask("other", .get, path).status == 404)
        }
        let rule = #"{"area":"US","is_allowed":false}"#
        #expect(try await ask("other", .put, "/v1/admin/roaming-rules?line_id=\(line)", rule).status == 404)
        #expect(try await ask("ana", .put, "/v1/admin/roaming-rules", rule).status == 403)
        #expect(try await ask("admin", .put, "/v1/admin/roaming-rules", rule).status == 200)
        #expect(try await ask("other", .get, "/v1/admin/roaming-rules").text == #"{"data":[]}"#)
    }

    @Test func `rules are set, replaced and taken back`() async throws {
        let path = "/v1/admin/roaming-rules"
        #expect(try await ask("admin", .put, path, #"{"area":"*","is_allowed":false}"#).status == 200)
        #expect(try await ask("admin", .put, path, #"{"area":"310260","is_allowed":false}"#).status == 200)
        let replaced = try await ask("admin", .put, path, #"{"area":"310260","is_allowed":true}"#)
        #expect(replaced.text == #"{"data":[{"area":"*","is_allowed":false},{"area":"310260","is_allowed":true}]}"#)
        #expect(try await ask("admin", .get, path + "?line_id=\(line)").text == #"{"data":[]}"#)
        #expect(try await ask("admin", .delete, path + "?area=310260").status == 204)
        let gone = try await ask("admin", .delete, path + "?area=310260")
        #expect(gone.status == 404 && gone.text.contains("roaming_rule_not_found"))
        for wrong in [#"{"area":"us","is_allowed":true}"#, #"{"area":"1234","is_allowed":true}"#, #"{"area":"US"}"#] {
            #expect(try await ask("admin", .put, path, wrong).status == 400)
        }
    }
}
