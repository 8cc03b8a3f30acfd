import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Platform
import Providers
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// The Identity Toolkit's door over the local identity provider.
struct IdentityToolkitTests {
    let time = ManualTime()
    let platform: Platform

    init() async throws {
        let store = try await memoryStore()
        platform = try await testPlatform(store: store, time: time, directory: LocalIdentity.test(store: store, time: time))
    }

    private func ask(
        _ path: String, _ body: String, bearer: String? = nil, type: String = "application/json", emulator: Bool = false,
        method: HTTPRequest.Method = .post
    ) async throws -> (status: Int, body: JSONValue) {
        var headers: HTTPFields = [:]
        if !body.isEmpty { headers[.contentType] = type }
        if let bearer { headers[.authorization] = "Bearer \(bearer)" }
        let router = APIRouter(
            platform: platform, authenticate: emulator ? platform.authenticatorWithEmulatorOwner() : nil, checksOutput: true)
        let response = try await Application(responder: router).test(.router) { [headers] client in
            try await client.execute(
                uri: path, method: method, headers: headers, body: body.isEmpty ? nil : ByteBuffer(string: body))
        }
        return (Int(response.status.code), try JSONParser.parse(Array(response.body.readableBytesView)))
    }

    /// The path of an operation, with the tests' project in it.
    private func path(_ operation: String, project: String = "gorse-local") throws -> String {
        let endpoint = try #require(Routes.all.first { $0.operationID == operation }, "\(operation)")
        return endpoint.path.replacing("{project}", with: project)
    }

    private func toolkit(_ operation: String, _ body: String) async throws -> (status: Int, body: JSONValue) {
        try await ask(try path(operation) + "?key=fake", body)
    }

    private func text(_ value: JSONValue?) -> String {
        guard case .string(let text)? = value else { return "" }
        return text
    }

    private func message(_ answer: (status: Int, body: JSONValue)) -> String {
        text(answer.body["error"].flatMap { $0["message"] })
    }

    private func signUp(_ email: String = "ana@example.com") async throws -> JSONValue {
        try await toolkit("signUp", #"{"email":"\#(email)","password":"correct horse","returnSecureToken":true}"#).body
    }

    /// signUp, lookUpOwnUser, updateOwnUser, renewIDToken, deleteOwnUser.
    @Test func `sign up, look oneself up, change, renew, delete`() async throws {
        let new = try await signUp()
        let token = text(new["idToken"])
        #expect(text(new["email"]) == "ana@example.com" && text(new["expiresIn"]) == "3600")
        let me = try await toolkit("lookUpOwnUser", #"{"idToken":"\#(token)"}"#)
        guard case .array(let users)? = me.body["users"] else { throw JSONShape() }
        #expect(users.count == 1 && users[0]["localId"] == new["localId"] && users[0]["passwordHash"] == nil)
        let changed = try await toolkit("updateOwnUser", #"{"idToken":"\#(token)","displayName":"Ana"}"#)
        #expect(text(changed.body["displayName"]) == "Ana")
        let renewed = try await ask(
            "/securetoken.googleapis.com/v1/token?key=fake", "grant_type=refresh_token&refresh_token=\(text(new["refreshToken"]))",
            type: "application/x-www-form-urlencoded")
        #expect(renewed.status == 200 && text(renewed.body["project_id"]) == "gorse-local" && !text(renewed.body["id_token"]).isEmpty)
        let deleted = try await toolkit("deleteOwnUser", #"{"idToken":"\#(token)"}"#)
        #expect(deleted.status == 200)
        let gone = try await toolkit("lookUpOwnUser", #"{"idToken":"\#(token)"}"#)
        #expect(message(gone) == "TOKEN_EXPIRED")
    }

    private struct JSONShape: Error {}

    @Test func `refusals are in Google's form`() async throws {
        _ = try await signUp()
        let again = try await toolkit("signUp", #"{"email":"ana@example.com","password":"correct horse"}"#)
        #expect(again.status == 400)
        #expect(message(again) == "EMAIL_EXISTS")
        let wrong = try await toolkit("signInWithPassword", #"{"email":"ana@example.com","password":"wrong"}"#)
        #expect(message(wrong) == "INVALID_LOGIN_CREDENTIALS")
        let weak = try await toolkit("signUp", #"{"email":"b@example.com","password":"short"}"#)
        #expect(message(weak).hasPrefix("WEAK_PASSWORD"))
        let malformed = try await toolkit("signUp", "{")
        #expect(malformed.status == 400 && !message(malformed).isEmpty)
    }

    @Test func `a mailed link signs in and a mailed code sets a new password`() async throws {
        func mailedCode() async throws -> String {
            let mail = try await platform.outbox(of: .dotm)[0].text
            let rest = mail[mail.range(of: "oobCode=")!.upperBound...]
            return String(rest.prefix { $0 != "&" && !$0.isWhitespace })
        }
        let asked = try await toolkit("mailLink", #"{"requestType":"EMAIL_SIGNIN","email":"Ana@example.com"}"#)
        #expect(asked.status == 200)
        let signedIn = try await toolkit(
            "signInWithEmailLink", #"{"email":"ana@example.com","oobCode":"\#(try await mailedCode())"}"#)
        #expect(signedIn.body["isNewUser"] == .boolean(true))
        time.advance(seconds: 1)
        _ = try await toolkit("mailLink", #"{"requestType":"PASSWORD_RESET","email":"ana@example.com"}"#)
        let code = try await mailedCode()
        let looked = try await toolkit("resetPassword", #"{"oobCode":"\#(code)"}"#)
        #expect(text(looked.body["email"]) == "ana@example.com" && text(looked.body["requestType"]) == "PASSWORD_RESET")
        #expect(try await toolkit("resetPassword", #"{"oobCode":"\#(code)","newPassword":"battery staple"}"#).status == 200)
        #expect(try await toolkit("signInWithPassword", #"{"email":"ana@example.com","password":"battery staple"}"#).status == 200)
    }

    @Test func `strangers and members get the same answer when they ask for a mail`() async throws {
        _ = try await signUp()
        let member = try await toolkit("mailLink", #"{"requestType":"PASSWORD_RESET","email":"ana@example.com"}"#)
        let stranger = try await toolkit("mailLink", #"{"requestType":"PASSWORD_RESET","email":"eve@example.com"}"#)
        #expect(member.status == stranger.status && member.body["kind"] == stranger.body["kind"])
    }

    @Test(arguments: ["createUser", "lookUpUsers", "updateUser", "deleteUser", "makeLink"])
    func `the emulator's owner is nobody unless the emulator is on`(operation: String) async throws {
        let body = #"{"localId":"x","requestType":"EMAIL_SIGNIN","email":"a@b.c"}"#
        let lookup = #"{"localId":["x"]}"#
        let refused = try await ask(try path(operation), operation == "lookUpUsers" ? lookup : body, bearer: "owner")
        #expect(refused.status == 401)
        let nobody = try await ask(try path(operation), operation == "lookUpUsers" ? lookup : body)
        #expect(nobody.status == 401)
        let accepted = try await ask(try path(operation), operation == "lookUpUsers" ? lookup : body, bearer: "owner", emulator: true)
        #expect(accepted.status != 401 && accepted.status != 403)
    }

    @Test func `the emulator's owner works on the directory and on nothing else`() async throws {
        for (path, method) in [
            ("/v1/me", HTTPRequest.Method.get), ("/v1/admin/accounts", .get), ("/v1/admin/mails", .get), ("/v1/api-keys", .get),
        ] {
            #expect(try await ask(path, "", bearer: "owner", emulator: true, method: method).status == 403, "\(path)")
        }
    }

    @Test func `a subscriber is no admin of the directory`() async throws {
        let token = text(try await signUp()["idToken"])
        #expect(try await ask(try path("listUsers"), "", bearer: token, method: .get).status == 403)
    }

    @Test func `admins make, find, change, list and delete people`() async throws {
        func admin(_ operation: String, _ body: String, query: String = "") async throws -> JSONValue {
            let answer = try await ask(
                try path(operation) + query, body, bearer: "owner", emulator: true, method: body.isEmpty ? .get : .post)
            #expect(answer.status == 200, "\(operation) \(answer.body)")
            return answer.body
        }
        _ = try await admin("createUser", #"{"localId":"u1","email":"ana@example.com","emailVerified":true,"password":"correct horse"}"#)
        _ = try await admin("createUser", #"{"localId":"u2"}"#)
        _ = try await admin("updateUser", #"{"localId":"u1","customAttributes":"{\"tier\":\"gold\"}","validSince":"1700000000"}"#)
        guard case .array(let found)? = try await admin("lookUpUsers", #"{"email":["ana@example.com"]}"#)["users"] else {
            throw JSONShape()
        }
        #expect(text(found[0]["customAttributes"]) == #"{"tier":"gold"}"#)
        let page = try await admin("listUsers", "", query: "?maxResults=1")
        #expect(text(page["nextPageToken"]) == "u1")
        guard case .array(let rest)? = try await admin("listUsers", "", query: "?maxResults=5&nextPageToken=u1")["users"] else {
            throw JSONShape()
        }
        #expect(rest.map { text($0["localId"]) } == ["u2"])
        let link = try await admin("makeLink", #"{"requestType":"VERIFY_EMAIL","email":"ana@example.com","returnOobLink":true}"#)
        #expect(text(link["oobLink"]).hasPrefix("http://127.0.0.1:8080/auth/action?mode=verifyEmail&oobCode="))
        _ = try await admin("deleteUser", #"{"localId":"u1"}"#)
        let other = try await ask(
            try path("deleteUser", project: "other"), #"{"localId":"u2"}"#, bearer: "owner", emulator: true)
        #expect(message(other) == "PROJECT_NOT_FOUND")
    }

    @Test func `signing keys are published for caches`() async throws {
        let certificates = try await ask(
            "/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com", "", method: .get)
        guard case .object(let members) = certificates.body else { throw JSONShape() }
        #expect(members.count == 1 && text(members[0].value).hasPrefix("-----BEGIN CERTIFICATE-----"))
        guard case .array(let keys)? = try await ask("/identity/jwks.json", "", method: .get).body["keys"] else { throw JSONShape() }
        #expect(text(keys[0]["kid"]) == members[0].key)
    }

    @Test func `without the local provider there is no such door`() async throws {
        let router = APIRouter(platform: try await testPlatform(), checksOutput: true)
        let status = try await Application(responder: router).test(.router) { client in
            try await client.execute(uri: "/identity/jwks.json", method: .get).status
        }
        #expect(status == .notFound)
    }
}
