import HTTPAPI
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

@testable import WebUI

/// A browser without a window: keeps cookies, reads the form token of the last page, sends forms.
final class Visitor {
    let client: any TestClientProtocol
    private var cookies: [String: String] = [:]
    private(set) var html = ""
    private(set) var lastSetCookies: [String] = []

    init(_ client: any TestClientProtocol) {
        self.client = client
    }

    @discardableResult func get(_ path: String) async throws -> TestResponse {
        took(try await client.execute(uri: path, method: .get, headers: headers))
    }

    /// - Parameter token: instead of the one in the last page.
    @discardableResult func post(
        _ path: String, _ fields: [(String, String)], token: String? = nil, headers more: HTTPFields = [:]
    ) async throws -> TestResponse {
        let form = ([("form_token", token ?? formToken)] + fields).map { "\($0)=\(encoded($1))" }.joined(separator: "&")
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        for field in more { headers[field.name] = field.value }
        return took(try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: form)))
    }

    /// Sends a form with a file.
    @discardableResult func post(_ path: String, _ fields: [(String, String)], file: (name: String, bytes: [UInt8])) async throws
        -> TestResponse
    {
        var body = ""
        for (name, value) in [("form_token", formToken)] + fields {
            body += "--border\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        body +=
            "--border\r\nContent-Disposition: form-data; name=\"\(file.name)\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n"
        var headers = headers
        headers[.contentType] = "multipart/form-data; boundary=border"
        headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        let bytes = Array(body.utf8) + file.bytes + Array("\r\n--border--\r\n".utf8)
        return took(try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: bytes)))
    }

    /// Chooses a language at the foot of a page.
    @discardableResult func choose(_ language: String, headers more: HTTPFields = [:]) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        for field in more { headers[field.name] = field.value }
        return took(
            try await client.execute(uri: "/language", method: .post, headers: headers, body: ByteBuffer(string: "language=\(language)")))
    }

    var formToken: String { field("form_token") }

    /// The value of a hidden field of the last page.
    func field(_ name: String) -> String {
        html.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first?.components(separatedBy: "\"").first ?? ""
    }

    func cookie(_ name: String) -> String? { cookies[name] }
    func steal(_ name: String, from other: Visitor) { cookies[name] = other.cookies[name] }

    func join(_ email: String = "ana@example.com") async throws {
        try await get("/sign-up")
        let answer = try await post("/sign-up", [("then", ""), ("email", email), ("password", "a good long password")])
        #expect(answer.status == .seeOther)
    }

    func account(_ platform: Platform, _ email: String = "ana@example.com") async throws -> AccountID {
        try await platform.store.read { try #require(try $0.first("SELECT id FROM accounts WHERE email = $1", email)).id("id") }
    }

    /// Buys a membership and data, and has the network set the line up.
    /// - Returns: the line.
    @discardableResult func buyLine(_ platform: Platform) async throws -> LineID {
        try await get("/buy?services=basic_membership,global_data_10gb")
        let answer = try await post(
            "/buy",
            [
                ("attempt", field("attempt")), ("currency", "USD"), ("services", "basic_membership"), ("services", "global_data_10gb"),
                ("card_number", "4242424242424242"), ("card_expiry", "12/40"), ("card_cvc", "123"),
            ])
        #expect(answer.status == .seeOther)
        try await platform.runDueJobs()
        return try #require(try await platform.lines(of: try await account(platform)).first).id
    }

    private var headers: HTTPFields {
        cookies.isEmpty ? [:] : [.cookie: cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")]
    }

    private func took(_ response: TestResponse) -> TestResponse {
        html = String(buffer: response.body)
        // A value that a template takes for a text is written as Swift describes it.
        #expect(!html.contains("Optional("), "\(html)")
        lastSetCookies = response.headers[values: .setCookie]
        for cookie in lastSetCookies {
            let parts = cookie.components(separatedBy: "; ")
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            cookies[pair[0]] = parts.contains("Max-Age=0") ? nil : pair[1]
        }
        return response
    }

    private func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            isLetterOrDigit(byte) ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The pages over a platform whose people sign in with the local identity provider.
func withPages(_ body: @escaping @Sendable (Platform, any TestClientProtocol) async throws -> Void) async throws {
    let time = ManualTime()
    let store = try await memoryStore(at: time.source.now())
    let platform = try await testPlatform(store: store, time: time, directory: LocalIdentity.test(store: store, time: time))
    try await testDoor(platform, endpoints: Pages.all, refusalPage: Pages.refusalPage(platform)).test(.router) { client in
        try await body(platform, client)
    }
}
