import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct BetaRoutesTests {
    /// What the API answers to Ana, who is a subscriber, and to Bo, who is an admin.
    private func withBeta(
        _ body:
            @escaping @Sendable (
                _ platform: Platform,
                _ ask: @escaping @Sendable (HTTPRequest.Method, String, String, String?) async throws -> (Int, JSONValue)
            ) async throws -> Void
    ) async throws {
        let platform = try await testPlatform()
        let ana = try await platform.testSubscriber()
        let bo = try await platform.join(.test("bo@example.com"))
        try await platform.store.write { try $0.setRole(.admin, of: bo.id) }
        let people = ["ana": ana, "bo": Principal(accountID: bo.id, brandID: .dotm, role: .admin)]
        try await testDoor(platform, people: people).test(.router) { client in
            try await body(platform) { method, uri, who, body in
                var headers: HTTPFields = who.isEmpty ? [:] : [.authorization: "Bearer \(who)"]
                if body != nil { headers[.contentType] = "application/json" }
                let response = try await client.execute(
                    uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
                return (response.status.code, (try? JSONParser.parse(Array(buffer: response.body))) ?? .null)
            }
        }
    }

    @Test func `getBetaStatus says that there is no request`() async throws {
        try await withBeta { _, ask in
            let (status, body) = try await ask(.get, "/api/beta-status?firebase_uid=somebody-else", "ana", nil)
            #expect(status == 200)
            #expect(body == ["has_request": false, "status": "none"])
            let (refused, error) = try await ask(.get, "/api/user-phone-numbers", "ana", nil)
            #expect(refused == 403 && error["success"] == false && error["code"] == "beta_not_approved")
        }
    }

    @Test func `requestBeta, approveBetaRequest and listBetaPhoneNumbers keep the shapes that clients know`() async throws {
        try await withBeta { platform, ask in
            let (asked, request) = try await ask(
                .post, "/api/beta-request", "ana", #"{"email":"eve@example.com","firebase_uid":"somebody-else","name":"Eve"}"#)
            #expect(asked == 200 && request["success"] == true && request["email_sent"] == true)
            guard case .string(let id)? = request["request_id"] else { throw PlatformError.notFound("request_id") }
            let (again, error) = try await ask(.post, "/api/beta-request", "ana", "{}")
            #expect(again == 409 && error["code"] == "beta_request_open" && error["success"] == false)
            let (_, pending) = try await ask(.get, "/api/beta-status", "ana", nil)
            #expect(pending["status"] == "pending" && pending["phone_number"] == .null && pending["approved_at"] == .null)
            #expect(pending["oxio_user_id"] == .null && pending["resin_data"] == [:] && pending["requested_at"] != nil)

            let (listed, queue) = try await ask(.get, "/v1/admin/beta-requests", "bo", nil)
            #expect(listed == 200 && self.first(queue["data"])?["id"] == .string(id))
            #expect(try await ask(.get, "/v1/admin/beta-requests", "ana", nil).0 == 403)
            #expect(try await ask(.post, "/v1/admin/beta-requests/\(id)/approval", "ana", nil).0 == 403)
            let (approved, decided) = try await ask(.post, "/v1/admin/beta-requests/\(id)/approval", "bo", nil)
            #expect(approved == 200 && decided["state"] == "approved" && decided["order_id"] != nil)
            let (twice, late) = try await ask(.post, "/v1/admin/beta-requests/\(id)/approval", "bo", nil)
            #expect(twice == 409 && late["error"]?["code"] == "beta_request_decided")

            try await platform.runDueJobs()
            let (_, status) = try await ask(.get, "/api/beta-status", "ana", nil)
            let (ok, numbers) = try await ask(.get, "/api/user-phone-numbers?firebaseUid=x", "ana", nil)
            let entry = try #require(self.first(numbers["phone_numbers"]))
            #expect(ok == 200 && entry["number"] == status["phone_number"] && entry["group_id"] == status["group_id"])
            guard case .string(let qr)? = entry["qr_codes"]?["simple_qr"] else { throw PlatformError.notFound("qr") }
            let png = try #require(Data(base64Encoded: String(qr.dropFirst("data:image/png;base64,".count))))
            #expect(Array(png.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
            let resin = try #require(entry["resin_data"])
            #expect(resin == status["resin_data"] && resin["phone_number"] == entry["number"])
            #expect(try platform.masterKey.verifiedResin(String(decoding: resin.bytes, as: UTF8.self)).groupID.text.isEmpty == false)
            #expect(entry["qr_codes"]?["resin_qr"] != entry["qr_codes"]?["simple_qr"])
            let (_, keys) = try await ask(.get, "/v1/resin/keys", "", nil)
            #expect(self.first(keys["keys"])?["kid"] == resin["key_id"])
        }
    }

    @Test func `rejectBetaRequest tells the reason`() async throws {
        try await withBeta { _, ask in
            let (_, request) = try await ask(.post, "/api/beta-request", "ana", "{}")
            guard case .string(let id)? = request["request_id"] else { throw PlatformError.notFound("request_id") }
            #expect(try await ask(.post, "/v1/admin/beta-requests/\(id)/rejection", "bo", #"{"reason":""}"#).0 == 400)
            let (rejected, body) = try await ask(.post, "/v1/admin/beta-requests/\(id)/rejection", "bo", #"{"reason":"<b>Full</b>"}"#)
            #expect(rejected == 200 && body["reason"] == "<b>Full</b>")
            let (_, status) = try await ask(.get, "/api/beta-status", "ana", nil)
            #expect(status["status"] == "rejected" && status["reason"] == "<b>Full</b>" && status["phone_number"] == .null)
            #expect(try await ask(.post, "/api/beta-request", "ana", "{}").0 == 200)
        }
    }

    @Test func `knowing a UID or an id proves nothing`() async throws {
        try await withBeta { _, ask in
            for uri in ["/api/beta-status?firebase_uid=u", "/api/user-phone-numbers?firebase_uid=u"] {
                let (status, body) = try await ask(.get, uri, "", nil)
                #expect(status == 401 && body["success"] == false)
            }
            #expect(try await ask(.post, "/api/beta-request", "", "{}").0 == 401)
            #expect(try await ask(.post, "/v1/admin/beta-requests/beta_1/approval", "", nil).0 == 401)
            #expect(try await ask(.post, "/v1/admin/beta-requests/beta_1/approval", "bo", nil).0 == 404)
        }
    }

    private func first(_ value: JSONValue?) -> JSONValue? {
        if case .array(let elements)? = value { elements.first } else { nil }
    }
}
