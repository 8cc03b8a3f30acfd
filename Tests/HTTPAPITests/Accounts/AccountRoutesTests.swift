import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

struct AccountRoutesTests {
    let time = ManualTime()
    let identities = TestIdentities()
    let platform: Platform

    init() async throws { platform = try await testPlatform(time: time, identities: identities) }

    private func ask(
        _ method: HTTPRequest.Method, _ uri: String, bearer: String?, body: String? = nil, cookie: String? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        var headers: HTTPFields = [:]
        if let bearer { headers[.authorization] = "Bearer \(bearer)" }
        if let cookie { headers[.cookie] = "\(Credential.sessionCookie)=\(cookie)" }
        if body != nil { headers[.contentType] = "application/json" }
        let response = try await testDoor(platform).test(.router) { [headers] client in
            try await client.execute(uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
        }
        let bytes = Array(response.body.readableBytesView)
        return (Int(response.status.code), bytes.isEmpty ? .null : try JSONParser.parse(bytes))
    }

    private func token(_ email: String = "ana@example.com", role: Role = .subscriber) async throws -> String {
        let token = identities.token(for: .test(email, at: time.source.now()))
        let principal = try await platform.authenticate(bearer: token)
        if role != .subscriber { try await platform.store.write { try $0.setRole(role, of: principal.accountID) } }
        return token
    }

    private func text(_ value: JSONValue?) -> String {
        guard case .string(let text)? = value else { return "" }
        return text
    }

    @Test func `the first call with a proved token is the joining`() async throws {
        let token = identities.token(for: .test())
        let me = try await ask(.get, "/v1/me", bearer: token)
        #expect(me.status == 200 && text(me.body["email"]) == "ana@example.com" && me.body["email_verified"] == .boolean(true))
        #expect(try await ask(.get, "/v1/me", bearer: nil).status == 401)
        guard case .array(let notifications)? = try await ask(.get, "/v1/notifications", bearer: token).body["data"] else {
            Issue.record("no list")
            return
        }
        #expect(notifications.map { text($0["kind"]) } == ["welcome"])
        let id = text(notifications[0]["id"])
        let read = try await ask(.put, "/v1/notifications/\(id)/read", bearer: token)
        #expect(read.status == 200 && read.body["read_at"] != nil)
        let stranger = try await self.token("bo@example.com")
        #expect(try await ask(.put, "/v1/notifications/\(id)/read", bearer: stranger).status == 404)
    }

    @Test func `a profile changes field by field, and null removes`() async throws {
        let token = try await token()
        var me = try await ask(.patch, "/v1/me", bearer: token, body: #"{"display_name":"Ana María","country":"MX"}"#)
        #expect(text(me.body["display_name"]) == "Ana María" && text(me.body["country"]) == "MX")
        me = try await ask(.patch, "/v1/me", bearer: token, body: #"{"display_name":null,"language":"es-MX"}"#)
        #expect(me.body["display_name"] == nil && text(me.body["country"]) == "MX" && text(me.body["language"]) == "es-MX")
        for body in [
            #"{"role":"admin"}"#, #"{"language":"<b>"}"#, #"{"country":"mx"}"#, #"{"display_name":"   "}"#, #"{"display_name":5}"#,
        ] {
            #expect(try await ask(.patch, "/v1/me", bearer: token, body: body).status == 400, "\(body)")
        }
    }

    @Test func `an export holds the account, a deletion leaves nobody`() async throws {
        let token = try await token()
        let export = try await ask(.get, "/v1/me/export", bearer: token)
        #expect(text(export.body["account"]?["email"]) == "ana@example.com")
        #expect(try await ask(.delete, "/v1/me", bearer: token).status == 204)
        #expect(try await ask(.get, "/v1/me", bearer: token).status == 401)
    }

    @Test func `an old sign-in does not delete`() async throws {
        let token = try await token()
        time.advance(seconds: 301)
        #expect(try await ask(.delete, "/v1/me", bearer: token).status == 401)
    }

    @Test func `an API key is shown once, works within its scopes, and manages no keys`() async throws {
        let token = try await token()
        let made = try await ask(.post, "/v1/api-keys", bearer: token, body: #"{"name":"meter","scopes":["account:read"]}"#)
        #expect(made.status == 201)
        let key = text(made.body["secret"])
        #expect(try await ask(.get, "/v1/me", bearer: key).status == 200)
        #expect(try await ask(.patch, "/v1/me", bearer: key, body: "{}").status == 403)
        for (method, path) in [
            (HTTPRequest.Method.get, "/v1/api-keys"), (.get, "/v1/sessions"), (.delete, "/v1/sessions"), (.delete, "/v1/me"),
            (.get, "/v1/me/export"),
        ] {
            #expect(try await ask(method, path, bearer: key).status == 403, "\(path)")
        }
        guard case .array(let keys)? = try await ask(.get, "/v1/api-keys", bearer: token).body["data"] else {
            Issue.record("no list")
            return
        }
        #expect(keys.count == 1 && keys[0]["secret"] == nil && text(keys[0]["hint"]) == String(key.suffix(4)))
        let id = text(keys[0]["id"])
        #expect(try await ask(.delete, "/v1/api-keys/\(id)", bearer: try await self.token("bo@example.com")).status == 404)
        #expect(try await ask(.delete, "/v1/api-keys/\(id)", bearer: token).status == 204)
        #expect(try await ask(.get, "/v1/me", bearer: key).status == 401)
    }

    @Test func `every scope that an endpoint asks for can be given to a key`() {
        #expect(Set(Routes.all.compactMap(\.access.scope)).isSubset(of: APIKey.allScopes))
    }

    @Test func `sessions are listed, ended one by one and all at once`() async throws {
        let token = try await token()
        let (first, cookie) = try await platform.startSession(idToken: token, userAgent: "Firefox")
        let (second, _) = try await platform.startSession(idToken: token, userAgent: "Safari")
        guard case .array(let sessions)? = try await ask(.get, "/v1/sessions", bearer: nil, cookie: cookie.text).body["data"] else {
            Issue.record("no list")
            return
        }
        #expect(sessions.count == 2)
        #expect(sessions.first { text($0["id"]) == first.id.text }?["is_current"] == .boolean(true))
        #expect(try await ask(.delete, "/v1/sessions/\(second.id)", bearer: token).status == 204)
        #expect(try await ask(.delete, "/v1/sessions/\(second.id)", bearer: token).status == 404)
        #expect(try await ask(.delete, "/v1/sessions", bearer: token).status == 204)
        #expect(try await ask(.get, "/v1/me", bearer: nil, cookie: cookie.text).status == 401)
        #expect(try await ask(.get, "/v1/me", bearer: token).status == 401)
    }

    @Test func `staff see accounts, only admins give roles, and the outbox is theirs`() async throws {
        let admin = try await token("admin@example.com", role: .admin)
        let support = try await token("support@example.com", role: .support)
        let person = try await token()
        for token in [admin, support] {
            guard case .array(let accounts)? = try await ask(.get, "/v1/admin/accounts?email=ana", bearer: token).body["data"] else {
                Issue.record("no list")
                return
            }
            #expect(accounts.map { text($0["email"]) } == ["ana@example.com"])
        }
        #expect(try await ask(.get, "/v1/admin/accounts", bearer: person).status == 403)
        let id = text(try await ask(.get, "/v1/me", bearer: person).body["id"])
        #expect(text(try await ask(.get, "/v1/admin/accounts/\(id)", bearer: support).body["id"]) == id)
        #expect(try await ask(.put, "/v1/admin/accounts/\(id)/role", bearer: support, body: #"{"role":"admin"}"#).status == 403)
        let changed = try await ask(.put, "/v1/admin/accounts/\(id)/role", bearer: admin, body: #"{"role":"partner"}"#)
        #expect(text(changed.body["role"]) == "partner")
        #expect(try await ask(.put, "/v1/admin/accounts/\(id)/founder", bearer: support).status == 403)
        let founder = try await ask(.put, "/v1/admin/accounts/\(id)/founder", bearer: admin)
        #expect(founder.status == 200 && !text(founder.body["founder_since"]).isEmpty)
        #expect(try await ask(.put, "/v1/admin/accounts/\(id)/founder", bearer: admin).body == founder.body)
        #expect(try await ask(.get, "/v1/rewards", bearer: person).body["balance"] == .string("100.33"))
        #expect(try await ask(.put, "/v1/admin/accounts/acc_nobody/founder", bearer: admin).status == 404)
        #expect(try await ask(.get, "/v1/admin/mails", bearer: support).status == 403)
        guard case .array(let mails)? = try await ask(.get, "/v1/admin/mails", bearer: admin).body["data"] else {
            Issue.record("no list")
            return
        }
        #expect(mails.count == 4)
        #expect(text(try await ask(.get, "/v1/admin/mails/\(text(mails[0]["id"]))", bearer: admin).body["kind"]) == "welcome")
    }

    @Test func `a person sees how they sign in, and reads all notifications at once`() async throws {
        let token = try await token()
        guard case .array(let methods)? = try await ask(.get, "/v1/me/sign-in-methods", bearer: token).body["data"] else {
            Issue.record("no list")
            return
        }
        #expect(methods.map { text($0["issuer"]) } == ["test"])
        #expect(methods[0]["has_password"] == .boolean(false))
        #expect(try await ask(.get, "/v1/me/sign-in-methods", bearer: nil).status == 401)
        let stranger = try await self.token("ben@example.com")
        #expect(try await ask(.put, "/v1/notifications/read", bearer: stranger).status == 204)
        guard case .array(let unread)? = try await ask(.get, "/v1/notifications", bearer: token).body["data"] else { return }
        #expect(unread[0]["read_at"] ?? .null == .null)
        #expect(try await ask(.put, "/v1/notifications/read", bearer: token).status == 204)
        guard case .array(let read)? = try await ask(.get, "/v1/notifications", bearer: token).body["data"] else { return }
        #expect(!text(read[0]["read_at"]).isEmpty)
    }
}
