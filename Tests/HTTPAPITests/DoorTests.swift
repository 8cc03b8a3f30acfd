import CZlib
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// The rules that every endpoint has in common, on endpoints of the test's own.
@Suite struct DoorTests {
    private struct Greeting: APIBody {
        let name: String
        static let schema = JSONSchema.object([.required("name", .text(1...20))])
    }

    private static let fixed = Content.fixed("application/json", Array(#"{"a":1}"#.utf8))
    private static let long = Content.fixed("text/css", Array(String(repeating: "a { color: red }\n", count: 1000).utf8)).withPackedBody()
    private static let short = Content.fixed("text/css", Array("a { color: red }".utf8)).withPackedBody()
    private static let endpoints: [Endpoint] = [
        Endpoint(
            .post, "/v1/greetings", "greet", tag: "T", "", access: .anyone, input: Greeting.self, output: Greeting.self, status: .created
        ) {
            _, greeting in greeting
        },
        Endpoint(
            .get, "/v1/things/{line_id}", "getThing", tag: "T", "", access: .anyone,
            parameters: [
                .id("line_id", Noun.Line.self, ""), .query("limit", .integer(1...100), ""), .query("tags", .array(of: .text(1...5)), ""),
                .query("deep", .boolean, ""),
            ], output: Greeting.self
        ) { call in
            let id: LineID = try call.id("line_id")
            return Greeting(name: "\(id) \(call.integer("limit") ?? 0) \(call.texts("tags").count) \(call.flag("deep") ?? false)")
        },
        Endpoint(.get, "/v1/fixed", "getFixed", tag: "T", "", access: .anyone, produces: ["application/json"]) { _ in fixed },
        Endpoint(.get, "/v1/short", "getShort", tag: "T", "", access: .anyone, produces: ["text/css"]) { _ in short },
        Endpoint(.get, "/v1/long", "getLong", tag: "T", "", access: .anyone, produces: ["text/css"]) { _ in long },
        Endpoint(.get, "/v1/mine", "getMine", tag: "T", "", access: .signedIn(scope: "things:read"), output: Greeting.self) { call in
            Greeting(name: try call.accountID.text)
        },
        Endpoint(.post, "/v1/mine", "changeMine", tag: "T", "", access: .signedIn) { call in _ = try call.principal },
        Endpoint(.get, "/v1/admin", "getAdmin", tag: "T", "", access: .role(.admin), output: Greeting.self) { _ in Greeting(name: "x") },
        Endpoint(.get, "/v1/broken", "getBroken", tag: "T", "", access: .anyone) { _ in throw StoreError.corrupt("secret detail") },
        Endpoint(.get, "/v1/busy", "getBusy", tag: "T", "", access: .anyone) { _ in throw StoreError.unavailable("secret detail") },
        Endpoint(.get, "/v1/network", "getNetwork", tag: "T", "", access: .role(.admin), output: Greeting.self) { _ in
            Greeting(name: "x")
        }.forNetwork(),
        Endpoint(.get, "/page", "showPage", tag: "T", "", access: .signedIn, produces: ["text/html"]) { _ in
            Content("text/html; charset=utf-8", "<p>hi</p>")
        }.asPage(),
        Endpoint(.get, "/healthy", "probe", tag: "T", "", access: .anyone, produces: ["text/plain"]) { _ in Content("text/plain", "ok") }
            .asProbe(),
    ]

    private let ana = Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber)

    private func door(_ configuration: DoorConfiguration = DoorConfiguration()) async throws -> Application<APIRouter> {
        let people = [
            "ana": ana, "chief": Principal(accountID: AccountID("acc_chief")!, brandID: .dotm, role: .admin),
            "key": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber, scopes: ["things:read"]),
            "poor_key": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber, scopes: []),
        ]
        return try await testDoor(testPlatform(), endpoints: Self.endpoints, configuration: configuration, people: people)
    }

    private func ask(
        _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await door().test(.router) { [headers] in
            try await $0.execute(uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
        }
    }

    private func code(_ response: TestResponse) throws -> String? {
        guard case .string(let code)? = try JSONParser.parse(Array(response.body.readableBytesView))["error"]?["code"] else { return nil }
        return code
    }

    @Test func `a body that fits is answered and one that does not is refused by name`() async throws {
        let good = try await ask(.post, "/v1/greetings", body: #"{"name":"Ana"}"#)
        #expect(good.status == .created)
        #expect(String(buffer: good.body) == #"{"name":"Ana"}"#)
        for (body, expected) in [
            ("{}", "missing_field"), (#"{"name":1}"#, "invalid_type"), (#"{"name":"Ana","x":1}"#, "unknown_field"), ("[", "invalid_json"),
            (#"{"name":"A","name":"B"}"#, "invalid_json"), ("", "invalid_json"), (#"{"name":""}"#, "invalid_length"),
        ] {
            let response = try await ask(.post, "/v1/greetings", body: body)
            #expect(response.status == .badRequest)
            #expect(try code(response) == expected)
        }
    }

    @Test func `a body of another type, with an encoding or too long is refused`() async throws {
        #expect(
            try await ask(.post, "/v1/greetings", [.contentType: "text/plain"], body: #"{"name":"Ana"}"#).status == .unsupportedMediaType)
        #expect(
            try await ask(.post, "/v1/greetings", [.contentType: "application/json", .contentEncoding: "gzip"], body: "x").status
                == .unsupportedMediaType)
        let long = try await ask(.post, "/v1/greetings", body: "{\"name\":\"" + String(repeating: "a", count: 64_000) + "\"}")
        #expect(long.status == .contentTooLarge)
        #expect(try await ask(.post, "/v1/mine", [.authorization: "Bearer ana"], body: "{}").status == .badRequest)
    }

    @Test func `path and query parameters are typed`() async throws {
        let response = try await ask(.get, "/v1/things/line_1?limit=5&tags=a&tags=b&deep=true")
        #expect(String(buffer: response.body) == #"{"name":"line_1 5 2 true"}"#)
        #expect(try await ask(.get, "/v1/things/acc_1").status == .notFound)
        for query in [
            "limit=0", "limit=101", "limit=x", "limit=01", "limit=5&limit=5", "tags=", "tags=abcdef", "deep=yes", "other=1", "limit=%zz",
            "limit=%ff",
        ] {
            #expect(try await ask(.get, "/v1/things/line_1?\(query)").status == .badRequest, "\(query)")
        }
        let many = Array(repeating: "tags=a", count: 101).joined(separator: "&")
        #expect(try await ask(.get, "/v1/things/line_1?\(many)").status == .badRequest)
    }

    @Test func `an unknown path is 404 and a known one under another method 405 with Allow`() async throws {
        let unknown = try await ask(.get, "/nowhere")
        #expect(unknown.status == .notFound)
        #expect(try code(unknown) == "no_such_path")
        let wrong = try await ask(.delete, "/v1/mine")
        #expect(wrong.status == .methodNotAllowed)
        #expect(wrong.headers[.allow] == "GET, HEAD, OPTIONS, POST")
        let options = try await ask(.options, "/v1/mine")
        #expect(options.status == .noContent)
        #expect(options.headers[.allow] == "GET, HEAD, OPTIONS, POST")
    }

    @Test func `HEAD is GET without the body`() async throws {
        let response = try await ask(.head, "/v1/fixed")
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "7")
        #expect(response.body.readableBytes == 0)
    }

    @Test func `a known ETag is answered with 304`() async throws {
        let tag = try #require(Self.fixed.etag)
        for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let response = try await ask(.get, "/v1/fixed", [.ifNoneMatch: value])
            #expect(response.status == .notModified)
            #expect(response.headers[.eTag] == tag)
            #expect(response.body.readableBytes == 0)
        }
        #expect(try await ask(.get, "/v1/fixed", [.ifNoneMatch: "\"other\""]).status == .ok)
    }

    @Test func `what never changes is packed for who can read it`() async throws {
        let plain = try await ask(.get, "/v1/long")
        let tag = try #require(Self.long.etag)
        #expect(plain.headers[.contentEncoding] == nil && plain.headers[.vary] == "Accept-Encoding" && plain.headers[.eTag] == tag)
        for taken in ["gzip", "br, GZIP;q=0.5", "deflate , gzip ; q=1"] {
            let packed = try await ask(.get, "/v1/long", [.acceptEncoding: taken])
            #expect(packed.headers[.contentEncoding] == "gzip" && packed.headers[.eTag] == "W/" + tag)
            #expect(packed.headers[.contentLength] == "\(packed.body.readableBytes)" && packed.body.readableBytes < 200)
            #expect(unpacked(packed.body) == Array(plain.body.readableBytesView))
        }
        for refused in ["br", "gzip;q=0", "gzip; q=0.000", "gzippo", "identity", ""] {
            #expect(try await ask(.get, "/v1/long", [.acceptEncoding: refused]).body == plain.body)
        }
        let known = try await ask(.get, "/v1/long", [.acceptEncoding: "gzip", .ifNoneMatch: "W/" + tag])
        #expect(known.status == .notModified && known.headers[.contentEncoding] == nil && known.headers[.vary] == "Accept-Encoding")
        #expect(try await ask(.get, "/v1/short", [.acceptEncoding: "gzip"]).headers[.contentEncoding] == nil, "too short to gain by it")
        let made = Content.fixed("text/css", Array(repeating: 0x61, count: 9000))
        #expect(made.headers[.vary] == nil, "what is made for one answer is not packed")
    }

    private func unpacked(_ body: ByteBuffer) -> [UInt8] {
        var stream = z_stream()
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var source = Array(body.readableBytesView)
        var bytes = [UInt8](repeating: 0, count: 100_000)
        source.withUnsafeMutableBufferPointer { source in
            bytes.withUnsafeMutableBufferPointer { bytes in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (bytes.baseAddress, UInt32(bytes.count))
                #expect(inflate(&stream, Z_FINISH) == Z_STREAM_END)
            }
        }
        return Array(bytes.prefix(Int(stream.total_out)))
    }

    @Test func `every answer carries the request id and the security headers`() async throws {
        for (uri, headers) in [("/v1/fixed", [:] as HTTPFields), ("/nowhere", [:]), ("/v1/mine", [:])] {
            let response = try await ask(.get, uri, headers)
            #expect(response.headers[.requestID]?.hasPrefix("req_") == true)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            #expect(response.headers[.accessControlAllowOrigin] == nil)
        }
        #expect(try await ask(.get, "/v1/fixed", [.requestID: "my-request-1"]).headers[.requestID] == "my-request-1")
        for bad in ["short", "with space in it", "new\u{7F}line-----", String(repeating: "a", count: 65)] {
            #expect(try await ask(.get, "/v1/fixed", [.requestID: bad]).headers[.requestID]?.hasPrefix("req_") == true)
        }
    }

    @Test func `gateways are not held to what a person may ask`() async throws {
        var configuration = DoorConfiguration()
        configuration.accountRequestsPerMinute = 1
        configuration.networkRequestsPerMinute = 2
        try await door(configuration).test(.router) { client in
            var found: [String] = []
            for path in ["/v1/admin", "/v1/admin", "/v1/network", "/v1/network", "/v1/network"] {
                let response = try await client.execute(uri: path, method: .get, headers: [.authorization: "Bearer chief"])
                found.append("\(response.status.code) \(response.headers[.rateLimit] ?? "")")
            }
            #expect(found == ["200 1", "429 1", "200 2", "200 2", "429 2"])
        }
    }

    @Test func `access rules hold`() async throws {
        #expect(try await ask(.get, "/v1/mine").status == .unauthorized)
        #expect(try await ask(.get, "/v1/mine").headers[.wwwAuthenticate] == "Bearer")
        #expect(try await ask(.get, "/v1/mine", [.authorization: "Bearer ana"]).status == .ok)
        #expect(try await ask(.get, "/v1/mine", [.authorization: "bearer key"]).status == .ok)
        #expect(try await ask(.get, "/v1/mine", [.authorization: "Bearer poor_key"]).status == .forbidden)
        #expect(try await ask(.post, "/v1/mine", [.authorization: "Bearer key"]).status == .forbidden)
        #expect(try await ask(.get, "/v1/admin", [.authorization: "Bearer ana"]).status == .forbidden)
        #expect(try await ask(.get, "/v1/admin", [.authorization: "Bearer chief"]).status == .ok)
    }

    @Test func `a proof that is given must hold, even where none is needed`() async throws {
        for header in ["Bearer nobody", "Basic YTpi", "Bearer", "Bearer ", "ana", "Bearer " + String(repeating: "a", count: 9000)] {
            #expect(try await ask(.get, "/v1/fixed", [.authorization: header]).status == .unauthorized, "\(header.prefix(30))")
        }
        var twice = HTTPFields()
        twice.append(HTTPField(name: .authorization, value: "Bearer ana"))
        twice.append(HTTPField(name: .authorization, value: "Bearer chief"))
        #expect(try await ask(.get, "/v1/fixed", twice).status == .unauthorized)
    }

    @Test func `our own mistakes tell nothing of their cause`() async throws {
        let broken = try await ask(.get, "/v1/broken")
        #expect(broken.status == .internalServerError)
        #expect(!String(buffer: broken.body).contains("secret"))
        let busy = try await ask(.get, "/v1/busy")
        #expect(busy.status == .serviceUnavailable)
        #expect(busy.headers[.retryAfter] == "2")
        #expect(!String(buffer: busy.body).contains("secret"))
    }

    @Test func `the hundred and first request of a minute is refused, and only for nobody`() async throws {
        try await door().test(.router) { client in
            for _ in 1...100 { #expect(try await client.execute(uri: "/v1/fixed", method: .get).status == .ok) }
            let refused = try await client.execute(uri: "/v1/fixed", method: .get)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.rateLimit] == "100")
            #expect(refused.headers[.rateLimitRemaining] == "0")
            #expect(refused.headers[.retryAfter] == refused.headers[.rateLimitReset])
            #expect(try await client.execute(uri: "/nowhere", method: .get).status == .tooManyRequests)
            #expect(
                try await client.execute(uri: "/v1/fixed", method: .get, headers: [.authorization: "Bearer nobody"]).status
                    == .tooManyRequests)
            #expect(try await client.execute(uri: "/v1/fixed", method: .get, headers: [.authorization: "Bearer ana"]).status == .ok)
            #expect(try await client.execute(uri: "/healthy", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/page", method: .get).status == .unauthorized)
        }
    }

    @Test func `a cookie alone changes nothing from another site`() async throws {
        let platform = try await testPlatform()
        let router = APIRouter(
            platform: platform, endpoints: Self.endpoints,
            authenticate: { [ana] credential, _ in credential == .session("s") ? ana : nil }, checksOutput: true)
        try await Application(responder: router).test(.router) { client in
            let posts: [(HTTPFields, HTTPResponse.Status)] = [
                ([.origin: "http://localhost"], .noContent), ([.fetchSite: "same-origin"], .noContent),
                ([.origin: "http://evil.example"], .forbidden), ([.origin: "null"], .forbidden),
                ([.origin: "null", .fetchSite: "same-origin"], .noContent), ([.origin: "null", .fetchSite: "cross-site"], .forbidden),
                ([.origin: "http://localhost", .fetchSite: "same-site"], .forbidden), ([.fetchSite: "cross-site"], .forbidden),
                ([:], .forbidden),
            ]
            for (headers, status) in posts {
                var headers = headers
                headers[.cookie] = "a=b; gorse_session=s"
                let response = try await client.execute(uri: "/v1/mine", method: .post, headers: headers)
                #expect(response.status == status)
            }
            #expect(try await client.execute(uri: "/v1/mine", method: .get, headers: [.cookie: "gorse_session=s"]).status == .ok)
            #expect(
                try await client.execute(uri: "/v1/fixed", method: .get, headers: [.cookie: "gorse_session=old"]).status == .unauthorized)
        }
    }

    @Test func `what needs no database is served while the database is away`() async throws {
        let store = FlakyStore(try await memoryStore())
        let time = ManualTime()
        try await testDoor(testPlatform(store: store, time: time), endpoints: Self.endpoints).test(.router) { client in
            let before = try await client.execute(uri: "/v1/fixed", method: .get)
            store.isDown = true
            time.advance(seconds: 31)
            let after = try await client.execute(uri: "/v1/fixed", method: .get)
            #expect(before.status == .ok && after.status == .ok)
        }
    }

    @Test func `the brand comes from the host name`() async throws {
        let platform = try await testPlatform()
        try await platform.store.write {
            try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ('brd_local', 'Local', 0)")
            try $0.execute("INSERT INTO brand_hosts (host, brand_id) VALUES ('localhost', 'brd_local')")
        }
        try await testDoor(platform).test(.router) { client in
            let response = try await client.execute(uri: "/v1/status", method: .get)
            #expect(String(buffer: response.body).contains("brd_local"))
        }
    }

    @Test func `a host that a brand takes later counts half a minute after, at the latest`() async throws {
        let time = ManualTime()
        let platform = try await testPlatform(time: time)
        let brands = BrandDirectory(platform)
        #expect(try await brands.brand(of: "late.example:8080") == .dotm)
        try await platform.store.write {
            try $0.execute("INSERT INTO brands (id, name, created_at) VALUES ('brd_late', 'Late', 0)")
            try $0.execute("INSERT INTO brand_hosts (host, brand_id) VALUES ('late.example', 'brd_late')")
        }
        time.advance(seconds: 29)
        #expect(try await brands.brand(of: "late.example") == .dotm)
        time.advance(seconds: 1)
        #expect(try await brands.brand(of: "Late.Example:8080") == BrandID("brd_late"))
        #expect(try await brands.brand(of: "other.example") == .dotm)
    }

    @Test func `no two requests have one name`() {
        let ids = RequestIDs(.system)
        let names = (0..<200).map { _ in ids.id(for: [:]) }
        #expect(Set(names).count == 200)
        #expect(names.allSatisfy { $0.utf8.count == 20 })
    }
}
