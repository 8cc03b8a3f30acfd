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

@Suite struct LineRoutesTests {
    let platform: Platform
    let line: LineID
    let ana: Principal
    let people: [String: Principal]

    init() async throws {
        let platform = try await testPlatform()
        let now = platform.time.now()
        let (line, account) = try await platform.store.write { transaction in
            let account = try transaction.insertTestAccount("ana")
            return (
                try transaction.orderLine(account: account, brand: .dotm, order: OrderID("ord_1")!, at: now, ids: .seeded(1)), account
            )
        }
        try await platform.runDueJobs()
        self.platform = platform
        self.line = line
        ana = Principal(accountID: account, brandID: .dotm, role: .subscriber)
        people = [
            "ana": ana, "bo": Principal(accountID: AccountID("acc_bo")!, brandID: .dotm, role: .subscriber),
            "admin": Principal(accountID: AccountID("acc_admin")!, brandID: .dotm, role: .admin),
            "support": Principal(accountID: AccountID("acc_support")!, brandID: .dotm, role: .support),
        ]
    }

    /// One request; its status and body.
    func ask(_ who: String, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String = "application/json")
        async throws -> (status: Int, text: String, headers: HTTPFields)
    {
        try await testDoor(platform, people: people).test(.router) { client in
            var headers: HTTPFields = [.authorization: "Bearer \(who)"]
            if body != nil { headers[.contentType] = type }
            return try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                (response.status.code, String(buffer: response.body), response.headers)
            }
        }
    }

    @Test func `the owner sees number, ICCID and activation code; staff sees no activation code`() async throws {
        let own = try await ask("ana", .get, "/v1/lines/\(line)")
        #expect(own.status == 200)
        for part in [#""state":"active""#, #""number":"+1"#, #""iccid":"89999"#, #""activation_code":"LPA:1$smdp.example.com$"#] {
            #expect(own.text.contains(part), "\(part)")
        }
        let list = try await ask("ana", .get, "/v1/lines")
        #expect(list.text.contains(line.text) && list.text.contains(#""has_more":false"#))
        let staff = try await ask("support", .get, "/v1/lines/\(line)")
        #expect(staff.status == 200 && !staff.text.contains("activation_code"))
        let history = try await ask("support", .get, "/v1/admin/lines/\(line)")
        #expect(history.status == 200 && history.text.contains(#""imsi":"00101"#) && !history.text.contains("LPA:1"))
    }

    @Test func `other people's lines are 404 on every route`() async throws {
        let requests: [(HTTPRequest.Method, String, String?)] = [
            (.get, "", nil), (.patch, "", #"{"name":"mine"}"#), (.get, "/activation-code.png", nil), (.get, "/activation-code.svg", nil),
            (.post, "/suspension", #"{"reason":"lost_device"}"#), (.delete, "/suspension", nil), (.post, "/termination", "{}"),
        ]
        for (method, path, body) in requests {
            let answer = try await ask("bo", method, "/v1/lines/\(line)\(path)", body)
            #expect(answer.status == 404 && answer.text.contains("line_not_found"), "\(method) \(path)")
        }
        #expect(try await ask("bo", .get, "/v1/lines").text.contains(#""data":[]"#))
        #expect(try await ask("bo", .get, "/v1/admin/lines/\(line)").status == 403)
        #expect(try await ask("ana", .get, "/v1/lines/line_none").status == 404)
    }

    @Test func `the QR comes as PNG and SVG to the owner alone, and is never cached`() async throws {
        let png = try await ask("ana", .get, "/v1/lines/\(line)/activation-code.png")
        #expect(png.status == 200 && png.headers[.contentType] == "image/png" && png.headers[.cacheControl] == "no-store")
        let svg = try await ask("ana", .get, "/v1/lines/\(line)/activation-code.svg")
        #expect(svg.status == 200 && svg.headers[.contentType] == "image/svg+xml" && svg.text.hasPrefix("<svg "))
        let staff = try await ask("admin", .get, "/v1/lines/\(line)/activation-code.svg")
        #expect(staff.status == 404 && staff.text.contains("activation_code_not_found"))
    }

    @Test func `a lost phone is suspended and resumed, and a terminated line does neither`() async throws {
        let path = "/v1/lines/\(line)"
        let suspension = "/v1/lines/\(line)/suspension"
        let termination = "/v1/lines/\(line)/termination"
        #expect(try await ask("ana", .post, suspension, #"{"reason":"fraud"}"#).status == 403)
        let lost = try await ask("ana", .post, suspension, #"{"reason":"lost_device","note":"bus"}"#)
        #expect(lost.status == 200 && lost.text.contains(#""suspensions":["lost_device"]"#))
        #expect(try await ask("ana", .delete, suspension).text.contains(#""state":"active""#))
        #expect(try await ask("ana", .post, termination, #"{"note":"moving"}"#).text.contains(#""state":"terminated""#))
        let again = try await ask("ana", .post, suspension, #"{"reason":"lost_device"}"#)
        #expect(again.status == 409 && again.text.contains("line_state"))
        #expect(try await ask("ana", .get, path + "/activation-code.png").status == 404)
    }

    @Test func `a name may be set and taken away; a bad one is refused`() async throws {
        let path = "/v1/lines/\(line)"
        #expect(try await ask("ana", .patch, path, #"{"name":"<b>Ana's</b>"}"#).text.contains(#""name":"<b>Ana's</b>""#))
        #expect(try await ask("ana", .patch, path, #"{"name":null}"#).text.contains(#""name""#) == false)
        for body in [
            #"{"name":"a\u0000b"}"#, "{\"name\":\"\(String(repeating: "a", count: 61))\"}", #"{"name":7}"#, "{}", #"{"title":"a"}"#,
        ] {
            #expect(try await ask("ana", .patch, path, body).status == 400, "\(body)")
        }
    }

    @Test func `an admin imports files and counts the inventory, nobody else does`() async throws {
        let numbers = "number\n+12125550190\nbad\n"
        let report = try await ask("admin", .post, "/v1/admin/phone-numbers/import", numbers, type: "text/csv")
        #expect(report.status == 200)
        #expect(report.text.contains(#""rows":2,"imported":1,"problem_count":1,"problems":[{"row":3,"column":"number","rule":"#))
        let sims = "iccid,imsi,k,opc\n1,2,\(String(repeating: "ab", count: 16)),4\n"
        let bad = try await ask("admin", .post, "/v1/admin/sim-profiles/import", sims, type: "text/csv; charset=utf-8")
        #expect(bad.status == 200 && bad.text.contains(#""imported":0"#) && !bad.text.contains("abab"))
        let inventory = try await ask("admin", .get, "/v1/admin/inventory")
        for part in [#""available":19"#, #""released":1"#, #""assigned":1"#, #""available":20"#] {
            #expect(inventory.text.contains(part), "\(part)")
        }

        #expect(try await ask("admin", .post, "/v1/admin/sim-profiles/import", "iccid\n", type: "text/csv").status == 400)
        #expect(try await ask("admin", .post, "/v1/admin/sim-profiles/import", "{}").status == 415)
        for who in ["ana", "support"] {
            #expect(try await ask(who, .post, "/v1/admin/sim-profiles/import", sims, type: "text/csv").status == 403)
            #expect(try await ask(who, .post, "/v1/admin/phone-numbers/import", numbers, type: "text/csv").status == 403)
        }
        #expect(try await ask("ana", .get, "/v1/admin/inventory").status == 403)
    }
}
