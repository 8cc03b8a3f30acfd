import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct ChargingRoutesTests {
    private let people: [String: Principal] = [
        "ana": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber),
        "ben": Principal(accountID: AccountID("acc_ben")!, brandID: .dotm, role: .subscriber),
        "gateway": Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin, scopes: ["network:charging"]),
        "books": Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin, scopes: ["admin:read"]),
        "reader": Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin, scopes: ["lines:read"]),
    ]

    private func door() async throws -> Application<APIRouter> {
        let platform = try await testPlatform()
        try await platform.store.write { transaction in
            let ana = try transaction.insertTestAccount("ana")
            _ = try transaction.insertTestAccount("ben")
            _ = try transaction.insertTestLine("ana", account: ana)
            try transaction.grantTestBucket("ana", units: 150_000_000)
        }
        return testDoor(platform, people: people)
    }

    private func send(
        _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ uri: String, as who: String, _ body: String? = nil
    ) async throws -> (status: Int, text: String) {
        var headers: HTTPFields = [.authorization: "Bearer \(who)"]
        if body != nil { headers[.contentType] = "application/json" }
        return try await client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }) {
            ($0.status.code, String(buffer: $0.body))
        }
    }

    private func usage(_ number: Int, _ kind: String, _ item: String) -> String {
        #"{"session_id":"gw;1","request_number":\#(number),"kind":"\#(kind)","line_id":"line_ana","items":[\#(item)],"apn":"internet","country":"CA"}"#
    }

    @Test func `a data session over HTTP runs until the units are used up`() async throws {
        try await door().test(.router) { client in
            let first = try await send(
                client, .post, "/v1/network/usage", as: "gateway", usage(0, "initial", #"{"rating_group":1,"requested_units":0}"#))
            #expect(first.status == 200)
            #expect(first.text.contains(#""granted_units":100000000,"validity_seconds":3600,"is_final":false"#), "\(first.text)")
            let update = usage(1, "update", #"{"rating_group":1,"requested_units":0,"used_units":{"input":10000000,"output":90000000}}"#)
            let second = try await send(client, .post, "/v1/network/usage", as: "gateway", update)
            #expect(second.text.contains(#""granted_units":50000000"#))
            #expect(second.text.contains(#""is_final":true"#))
            let answer1 = try await send(client, .post, "/v1/network/usage", as: "gateway", update)
            #expect(answer1.text == second.text)
            let last = try await send(
                client, .post, "/v1/network/usage", as: "gateway",
                usage(2, "update", #"{"rating_group":1,"requested_units":0,"used_units":{"total":50000000}}"#))
            #expect(last.text.contains(#""refusal":"credit_limit_reached""#))
            let buckets = try await send(client, .get, "/v1/buckets", as: "ana")
            #expect(buckets.text.contains(#""used_units":150000000,"reserved_units":0,"available_units":0"#), "\(buckets.text)")
            let days = try await send(client, .get, "/v1/lines/line_ana/usage", as: "ana")
            #expect(days.status == 200)
            #expect(
                days.text.contains(#""apn":"internet","country":"CA","octets_in":10000000,"octets_out":90000000,"octets":150000000"#),
                "\(days.text)")
        }
    }

    @Test func `an admin reads charging data records as comma-separated values`() async throws {
        try await door().test(.router) { client in
            let path = "/v1/admin/charging-data-records"
            let column = "session_id,record,opened_at,closed_at,closing,brand_id,account_id,line_id,imsi,msisdn,apn,country,gateway,"
            let none = try await send(client, .get, path, as: "books")
            #expect(none.status == 200 && none.text.hasPrefix(column) && none.text.split(separator: "\n").count == 1)
            for (number, kind) in [(0, "initial"), (1, "termination")] {
                let item = #"{"rating_group":1,"used_units":{"input":\#(number),"output":\#(number)}}"#
                _ = try await send(client, .post, "/v1/network/usage", as: "gateway", usage(number, kind, item))
            }
            // Until a time that is past the one of the test's clock.
            let asked = path + "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"
            #expect(try await send(client, .get, asked, as: "books").text.split(separator: "\n").count == 1)
            let now = ManualTime().source.now()
            let all = try await send(client, .get, path + "?from=\(now.adding(days: -1))&to=\(now.adding(days: 1))", as: "books")
            #expect(all.text.hasSuffix(",line_ana,,,internet,CA,,1,octets,1,1,2,2,0\n"), "\(all.text)")
            for (who, status) in [("ana", 403), ("reader", 403), ("nobody", 401)] {
                #expect(try await send(client, .get, path, as: who).status == status)
            }
            for wrong in ["?from=yesterday", "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "?brand=dotm"] {
                #expect(try await send(client, .get, path + wrong, as: "books").status == 400, "\(wrong)")
            }
            #expect(try await send(client, .get, path + "?brand=brd_nobody", as: "books").status < 500)
        }
    }

    @Test func `only a gateway reports, and only the owner sees`() async throws {
        try await door().test(.router) { client in
            let body = usage(0, "initial", #"{"requested_units":0}"#)
            for (who, status) in [("ana", 403), ("reader", 403), ("nobody", 401)] {
                let answer2 = try await send(client, .post, "/v1/network/usage", as: who, body)
                #expect(answer2.status == status)
            }
            let answer3 = try await send(client, .get, "/v1/lines/line_ana/usage", as: "ben")
            #expect(answer3.status == 404)
            let answer4 = try await send(client, .get, "/v1/lines/line_none/usage", as: "ana")
            #expect(answer4.status == 404)
            let answer5 = try await send(client, .get, "/v1/buckets", as: "ben")
            #expect(answer5.text == #"{"data":[]}"#)
        }
    }

    @Test(arguments: [
        #"{"requested_units":-1}"#, #"{"requested_units":1125899906842625}"#, #"{"requested_units":0},{"requested_units":1}"#,
        #"{"rating_group":4294967296}"#, #"{"unit":"litres"}"#, #"{"used_units":{"total":"1"}}"#, #"{"surprise":1}"#,
    ])
    func `a malformed item is refused`(_ item: String) async throws {
        try await door().test(.router) { client in
            let answer6 = try await send(client, .post, "/v1/network/usage", as: "gateway", usage(0, "initial", item))
            #expect(answer6.status == 400)
        }
    }

    @Test func `a late request and a bad range are told apart from faults`() async throws {
        try await door().test(.router) { client in
            _ = try await send(client, .post, "/v1/network/usage", as: "gateway", usage(5, "initial", #"{"requested_units":0}"#))
            let late = try await send(client, .post, "/v1/network/usage", as: "gateway", usage(4, "update", #"{"requested_units":0}"#))
            #expect(late.status == 409)
            #expect(late.text.contains("request_out_of_order"))
            let range = "from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z"
            let answer7 = try await send(client, .get, "/v1/lines/line_ana/usage?\(range)", as: "ana")
            #expect(answer7.status == 400)
            let answer8 = try await send(client, .get, "/v1/lines/line_ana/usage?by=week", as: "ana")
            #expect(answer8.status == 400)
        }
    }

    @Test func `a group is shared by code`() async throws {
        try await door().test(.router) { client in
            let invitation = try await send(client, .post, "/v1/group/invitations", as: "ana", #"{"monthly_cap":1000000}"#)
            #expect(invitation.status == 201)
            let code = invitation.text.split(separator: "\"")[3]
            let joined = try await send(client, .post, "/v1/group/membership", as: "ben", #"{"code":"\#(code)"}"#)
            #expect(joined.status == 200, "\(joined.text)")
            let answer9 = try await send(client, .get, "/v1/group", as: "ana")
            #expect(answer9.text.contains(#""account_id":"acc_ben","monthly_cap":1000000"#))
            let answer10 = try await send(client, .put, "/v1/group/members/acc_ben/cap", as: "ana", "{}")
            #expect(answer10.status == 204)
            let answer11 = try await send(client, .put, "/v1/group/members/acc_ana/cap", as: "ben", "{}")
            #expect(answer11.status == 403)
            let answer12 = try await send(client, .delete, "/v1/group/members/acc_ben", as: "ana")
            #expect(answer12.status == 204)
            let answer13 = try await send(client, .delete, "/v1/group/membership", as: "ben")
            #expect(answer13.status == 409)
        }
    }

    @Test func `usage is counted under the country of the serving network's code`() async throws {
        try await door().test(.router) { client in
            func report(_ number: Int, _ place: String) -> String {
                #"{"session_id":"gw;\#(number)","request_number":0,"kind":"event","line_id":"line_ana","items":[{"requested_units":7}],\#(place)}"#
            }
            for (number, place) in [#""serving_network":"310260""#, #""serving_network":"00101""#, #""country":"CA""#].enumerated() {
                let answer = try await send(client, .post, "/v1/network/usage", as: "gateway", report(number, place))
                #expect(answer.status == 200, "\(answer.text)")
            }
            for place in [
                #""serving_network":"310260","country":"US""#, #""serving_network":"31""#, #""serving_network":"31026x""#,
                #""serving_network":310260"#,
            ] {
                let refused = try await send(client, .post, "/v1/network/usage", as: "gateway", report(9, place))
                #expect(refused.status == 400, "\(place)")
            }
            let days = try JSONParser.parse(Array(try await send(client, .get, "/v1/lines/line_ana/usage", as: "ana").text.utf8))
            guard case .array(let slices)? = days["data"] else { return #expect(Bool(false), "\(days)") }
            #expect(slices.map { $0["country"] } == [nil, "CA", "US"] && slices.allSatisfy { $0["octets"] == 7 }, "\(slices)")
        }
    }
}
