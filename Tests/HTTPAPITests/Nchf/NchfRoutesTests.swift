import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct NchfRoutesTests {
    private let people: [String: Principal] = [
        "smf": Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin, scopes: ["network:charging"]),
        "reader": Principal(accountID: AccountID("acc_op")!, brandID: .dotm, role: .admin, scopes: ["lines:read"]),
        "ana": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber),
    ]
    private let root = "/nchf-convergedcharging/v3/chargingdata"

    /// 150 MB on the line of IMSI 001010000000001.
    private func platform() async throws -> Platform {
        let platform = try await testPlatform()
        try await platform.store.write { transaction in
            let ana = try transaction.insertTestAccount("ana")
            let line = try transaction.insertTestLine("ana", account: ana)
            try transaction.grantTestBucket("ana", units: 150_000_000)
            try transaction.grantTestBucket("ana", id: "sms", units: 3, unit: .messages)
            try transaction.execute(
                """
                INSERT INTO sim_profiles
                    (id, brand_id, iccid, imsi, matching_id, sealed_k, sealed_opc, state, source, line_id, created_at, changed_at)
                VALUES ('sim_ana', 'brd_dotm', '8999901000000000017', '001010000000001', 'ANA', $1, $1, 'assigned', 'import', $2, 0, 0)
                """, [.blob([0]), line.sqlValue])
        }
        return platform
    }

    private struct Answer {
        let status: Int
        let text: String
        let headers: HTTPFields
    }

    private func post(_ client: any TestClientProtocol, _ path: String, _ body: String, as who: String = "smf") async throws -> Answer {
        try await client.execute(
            uri: path, method: .post, headers: [.authorization: "Bearer \(who)", .contentType: "application/json"],
            body: ByteBuffer(string: body)
        ) { Answer(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers) }
    }

    private func request(_ number: Int, _ usage: String = "", _ more: String = "", imsi: String = "imsi-001010000000001") -> String {
        """
        {"subscriberIdentifier":"\(imsi)","nfConsumerIdentification":{"nodeFunctionality":"SMF","nFFqdn":"smf.test"},
        "invocationTimeStamp":"2026-11-23T12:00:00.5+01:00","invocationSequenceNumber":\(number),"chargingId":7,"unknownField":{"a":[1]},
        "multipleUnitUsage":[\(usage)]\(more)}
        """
    }

    private func opened(_ client: any TestClientProtocol) async throws -> (String, Answer) {
        let answer = try await post(client, root, request(0, #"{"ratingGroup":1,"requestedUnit":{}}"#))
        let location = try #require(answer.headers[.location], "\(answer.text)")
        return (try #require(location.range(of: root).map { String(location[$0.lowerBound...]) }), answer)
    }

    @Test func `a session runs until the units are used up`() async throws {
        let platform = try await platform()
        try await testDoor(platform, people: people).test(.router) { client in
            let (path, first) = try await opened(client)
            #expect(first.status == 201)
            #expect(
                first.text.contains(
                    #"{"ratingGroup":1,"resultCode":"SUCCESS","grantedUnit":{"totalVolume":100000000},"validityTime":3600,"volumeQuotaThreshold":10000000}"#
                ), "\(first.text)")
            let used =
                #"[{"localSequenceNumber":1,"uplinkVolume":10000000,"downlinkVolume":50000000},{"localSequenceNumber":2,"totalVolume":40000000,"time":9}]"#
            let second = try await post(
                client, path + "/update",
                request(1, #"{"ratingGroup":1,"requestedUnit":{"totalVolume":900000000},"usedUnitContainer":\#(used)}"#))
            #expect(second.status == 200)
            #expect(
                second.text.contains(#""grantedUnit":{"totalVolume":50000000}"#) && second.text.contains(#""TERMINATE""#), "\(second.text)")
            let third = try await post(
                client, path + "/update",
                request(2, #"{"ratingGroup":1,"requestedUnit":{},"usedUnitContainer":[{"localSequenceNumber":3,"totalVolume":50000000}]}"#))
            #expect(third.status == 200 && third.text.contains(#"{"ratingGroup":1,"resultCode":"QUOTA_LIMIT_REACHED"}"#), "\(third.text)")
            let end = try await post(client, path + "/release", request(3))
            #expect(end.status == 204 && end.text.isEmpty)
            let view = try await platform.buckets(of: AccountID("acc_ana")!)
            #expect(view.map { $0.balance?.used } == [150_000_000, 0] && view.map { $0.balance?.reserved } == [0, 0])
            #expect(try await platform.verifyQuota().faults == [])
        }
    }

    @Test func `whatever is sent again is charged once`() async throws {
        let platform = try await platform()
        try await testDoor(platform, people: people).test(.router) { client in
            let (path, first) = try await opened(client)
            let again = try await opened(client)
            #expect(again.0 == path && again.1.text == first.text)
            let usage = #"{"ratingGroup":1,"requestedUnit":{},"usedUnitContainer":[{"localSequenceNumber":1,"totalVolume":1000}]}"#
            for more in ["", #","retransmissionIndicator":true"#, ""] {
                #expect(try await post(client, path + "/update", request(1, usage, more)).status == 200)
            }
            for _ in 0..<3 { #expect(try await post(client, path + "/release", request(2, usage)).status == 204) }
            #expect(try await post(client, path + "/update", request(1, usage)).status == 200)
            #expect(try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.used == 2000)
            // Another consumer's session of the same chargingId is another one.
            let other = request(0, #"{"ratingGroup":1,"requestedUnit":{}}"#).replacing("smf.test", with: "smf2.test")
            #expect(try await post(client, root, other).headers[.location]?.hasSuffix(path) == false)
        }
    }

    @Test func `an event takes all or nothing, once`() async throws {
        let platform = try await platform()
        try await testDoor(platform, people: people).test(.router) { client in
            let usage = #"{"ratingGroup":9,"requestedUnit":{"serviceSpecificUnits":2}}"#
            for _ in 0..<2 {
                let answer = try await post(client, root, request(0, usage, #","oneTimeEvent":true,"oneTimeEventType":"IEC""#))
                #expect(answer.status == 201 && answer.text.contains(#""grantedUnit":{"serviceSpecificUnits":2}"#), "\(answer.text)")
            }
            let tooMany = try await post(client, root, request(1, usage, #","oneTimeEvent":true"#))
            #expect(tooMany.text.contains(#""resultCode":"QUOTA_LIMIT_REACHED"}"#), "\(tooMany.text)")
            #expect(try await platform.buckets(of: AccountID("acc_ana")!).map { $0.balance?.used } == [0, 2])
        }
    }

    @Test func `what is wrong is a problem with its cause, and nothing is written`() async throws {
        let platform = try await platform()
        try await testDoor(platform, people: people).test(.router) { client in
            let plain = #"{"ratingGroup":1,"requestedUnit":{}}"#
            let wrong: [(String, String, Int, String)] = [
                (root, request(0, plain, imsi: "imsi-001019999999999"), 404, "USER_UNKNOWN"),
                (root, request(0, plain, imsi: "nai-ana@example.com"), 400, "MANDATORY_IE_INCORRECT"),
                (root, request(0, plain + "," + plain), 400, "invalid_value"),
                (root, request(0, #"{"ratingGroup":-1}"#), 400, "out_of_range"),
                (root, request(0, #"{"ratingGroup":1,"usedUnitContainer":[{"totalVolume":18446744073709551615}]}"#), 400, "invalid_type"),
                (root, request(0, plain, #","notifyUri":"file:///etc/passwd""#), 400, "invalid_value"),
                (root, "{}", 400, "missing_field"),
                ("/nchf-convergedcharging/v3/chargingdata/nobody/update", request(1, plain), 404, "CONTEXT_NOT_FOUND"),
                ("/nchf-convergedcharging/v3/chargingdata/nobody/release", request(1, plain), 404, "CONTEXT_NOT_FOUND"),
            ]
            for (path, body, status, cause) in wrong {
                let answer = try await post(client, path, body)
                #expect(answer.status == status && answer.text.contains(#""cause":""#), "\(body): \(answer.text)")
                #expect(answer.headers[.contentType] == "application/problem+json")
                if !cause.contains("_") || cause == cause.uppercased() {
                    #expect(answer.text.contains(#""cause":"\#(cause)""#), "\(answer.text)")
                }
            }
            #expect(try await platform.store.read { try $0.chargingJournal(of: GroupID("grp_ana")!) }.count == 2)
        }
    }

    @Test func `a suspended line is denied, and only a gateway's key may ask`() async throws {
        let platform = try await platform()
        try await testDoor(platform, people: people).test(.router) { client in
            let (path, _) = try await opened(client)
            for (who, status) in [("ana", 403), ("reader", 403), ("nobody", 401)] {
                for path in [root, path + "/update", path + "/release"] {
                    #expect(try await post(client, path, request(5), as: who).status == status)
                }
            }
            try await platform.store.write { _ = try $0.execute("UPDATE lines SET state = 'suspended'") }
            let used = #"{"ratingGroup":1,"requestedUnit":{},"usedUnitContainer":[{"localSequenceNumber":1,"totalVolume":5}]}"#
            let denied = try await post(client, path + "/update", request(1, used))
            #expect(denied.status == 403 && denied.text.contains(#""cause":"END_USER_REQUEST_DENIED""#), "\(denied.text)")
            #expect(try await platform.buckets(of: AccountID("acc_ana")!)[0].balance?.used == 5)
            #expect(try await post(client, path + "/release", request(2)).status == 204)
        }
    }
}
