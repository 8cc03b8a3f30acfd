import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct BetaRoutesTests {
    private func ask(
        _ method: HTTPRequest.Method, _ uri: String, signedIn: Bool = true, body: String? = nil
    ) async throws -> (status: Int, body: String) {
        let platform = try await testPlatform()
        let people = ["ana": try await platform.testSubscriber()]
        var headers: HTTPFields = signedIn ? [.authorization: "Bearer ana"] : [:]
        if body != nil { headers[.contentType] = "application/json" }
        return try await testDoor(platform, people: people).test(.router) { [headers] client in
            let response = try await client.execute(uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
            return (response.status.code, String(buffer: response.body))
        }
    }

    @Test func `getBetaStatus says that there is no request`() async throws {
        let answer = try await ask(.get, "/api/beta-status?firebase_uid=somebody-else")
        #expect(answer.status == 200)
        #expect(answer.body == #"{"has_request":false,"status":"none"}"#)
    }

    @Test func `requestBeta, approveBetaRequest, rejectBetaRequest and listBetaPhoneNumbers say that the programme is not open`()
        async throws
    {
        let answers = [
            try await ask(.post, "/api/beta-request", body: #"{"email":"ana@example.com","firebase_uid":"u","name":"Ana"}"#),
            try await ask(.get, "/api/beta-approve/1"), try await ask(.get, "/api/beta-reject/1?reason=%3Cscript%3E"),
            try await ask(.get, "/api/user-phone-numbers"),
        ]
        for answer in answers {
            #expect(answer.status == 403)
            #expect(answer.body.hasPrefix(#"{"success":false,"error":"The beta programme is not open."#))
            #expect(!answer.body.contains("script"))
        }
    }

    @Test func `knowing a UID proves nothing`() async throws {
        for uri in [
            "/api/beta-status?firebase_uid=u", "/api/user-phone-numbers?firebase_uid=u", "/api/beta-approve/1", "/api/beta-reject/1",
        ] {
            let answer = try await ask(.get, uri, signedIn: false)
            #expect(answer.status == 401)
            #expect(answer.body.hasPrefix(#"{"success":false,"error":""#))
        }
        #expect(try await ask(.post, "/api/beta-request", signedIn: false, body: "{}").status == 401)
    }
}
