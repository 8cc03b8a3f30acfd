import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Store
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

/// Sends to every endpoint of the list what no client should send.
@Suite struct BadInputTests {
    private struct Probe: Sendable {
        let name: String
        let method: HTTPRequest.Method
        let uri: String
        var headers: HTTPFields = [:]
        var body: [UInt8]?
        let expected: Set<Int>
        let errorFormat: ErrorFormat
    }

    /// Everyone's role at once would prove nothing; each endpoint is asked by someone who may ask it.
    private static func token(for endpoint: Endpoint) -> String? {
        switch endpoint.access.rule {
        case .anyone: nil
        case .signedIn: "subscriber"
        case .roles(let roles): roles.map(\.rawValue).sorted().first
        }
    }

    private func withDoor(_ body: @escaping @Sendable (any TestClientProtocol, Platform) async throws -> Void) async throws {
        let platform = try await testPlatform()
        var people: [String: Principal] = [:]
        for role in Role.allCases {
            people[role.rawValue] = try await platform.testSubscriber("\(role.rawValue)@example.com", role: role)
        }
        var configuration = DoorConfiguration()
        configuration.publicRequestsPerMinute = 1_000_000
        configuration.accountRequestsPerMinute = 1_000_000
        try await testDoor(platform, configuration: configuration, people: people).test(.router) { try await body($0, platform) }
    }

    private func send(_ probe: Probe, _ client: any TestClientProtocol) async throws {
        let response = try await client.execute(
            uri: probe.uri, method: probe.method, headers: probe.headers, body: probe.body.map { ByteBuffer(bytes: $0) })
        let body = String(buffer: response.body)
        #expect(probe.expected.contains(response.status.code), "\(probe.name): \(response.status.code) \(body.prefix(300))")
        #expect(response.headers[.requestID] != nil)
        if response.status.code >= 400 {
            // A path with dot segments is another path: the door itself refuses it.
            let value = try JSONParser.parse(Array(body.utf8))
            let isSaid = [probe.errorFormat, .standard].contains { format in
                response.headers[.contentType]?.hasPrefix(format.mediaType) == true && (try? format.schema.check(value)) != nil
            }
            #expect(isSaid, "\(probe.name)")
        } else if response.headers[.contentType]?.hasPrefix("text/html") == true {
            #expect(!body.contains("<script>alert"), "\(probe.name)")
        }
    }

    @Test func `what is not as described is refused and nothing is written`() async throws {
        try await withDoor { client, platform in
            let before = try await rowCounts(platform)
            for endpoint in Routes.all where endpoint.isDocumented {
                for probe in bodyProbes(endpoint) + queryProbes(endpoint) + pathProbes(endpoint) + accessProbes(endpoint) {
                    try await send(probe, client)
                }
            }
            let after = try await rowCounts(platform)
            #expect(before == after)
        }
    }

    @Test func `SQL and HTML in text are text`() async throws {
        try await withDoor { client, platform in
            let hostile = [
                "'; DROP TABLE accounts; --", "\" OR 1=1 --", "<script>alert(1)</script>", "{{secret}} ${x} %s %n", "😀 ﷽ \u{202E}abc",
            ]
            for endpoint in Routes.all where endpoint.isDocumented {
                for text in hostile {
                    for probe in hostileProbes(endpoint, text) { try await send(probe, client) }
                }
            }
            let tables = try await rowCounts(platform)
            #expect(tables["accounts"] ?? 0 >= Role.allCases.count)
        }
    }

    @Test func `things that are not there or not one's own are 404`() async throws {
        try await withDoor { client, _ in
            for endpoint in Routes.all where endpoint.isDocumented && endpoint.path.hasPrefix("/v1/") {
                let ids = endpoint.parameters.filter { $0.place == .path }
                guard endpoint.method == .get, !ids.isEmpty, ids.allSatisfy({ $0.schema.shortDescription.hasPrefix("id ") }) else {
                    continue
                }
                try await send(probe(endpoint, "an unknown id", expected: [404]), client)
            }
        }
    }

    private func probe(
        _ endpoint: Endpoint, _ name: String, query: String? = nil, path: [String: String] = [:], body: [UInt8]? = nil,
        headers: HTTPFields = [:], withToken: Bool = true, expected: Set<Int>
    ) -> Probe {
        var uri = endpoint.path
        for parameter in endpoint.parameters where parameter.place == .path {
            guard case .string(let sample) = parameter.schema.sample else { continue }
            uri = uri.replacing("{\(parameter.name)}", with: path[parameter.name] ?? encoded(sample))
        }
        var pairs = endpoint.parameters.filter { $0.place == .query && $0.isRequired }.map {
            "\($0.name)=\(encoded(text($0.schema.sample)))"
        }
        if let query { pairs.append(query) }
        if !pairs.isEmpty { uri += "?" + pairs.joined(separator: "&") }
        var all = headers
        if withToken, let token = Self.token(for: endpoint) { all[.authorization] = "Bearer \(token)" }
        var body = body
        if let input = endpoint.input {
            if all[.contentType] == nil { all[.contentType] = input.form.rawValue }
            if body == nil { body = written(input.schema.sample, input.form) }
        }
        return Probe(
            name: "\(endpoint.operationID): \(name)", method: endpoint.method, uri: uri, headers: all, body: body, expected: expected,
            errorFormat: endpoint.errorFormat)
    }

    private func bodyProbes(_ endpoint: Endpoint) -> [Probe] {
        guard let input = endpoint.input else {
            guard endpoint.method != .get else { return [] }
            return [
                probe(
                    endpoint, "a body where none belongs", body: Array("{}".utf8), headers: [.contentType: "application/json"],
                    expected: [400])
            ]
        }
        var probes = [
            probe(endpoint, "another media type", headers: [.contentType: "text/xml"], expected: [415]),
            probe(endpoint, "compressed", headers: [.contentType: input.form.rawValue, .contentEncoding: "gzip"], expected: [415]),
            probe(endpoint, "too long", body: Array(repeating: 0x20, count: input.greatestSize + 1), expected: [413]),
        ]
        guard input.form == .json else { return probes }
        for (name, text) in [
            ("empty", ""), ("cut off", "{"), ("an array", "[]"), ("a text", "\"x\""), ("null", "null"), ("trailing text", "{} x"),
            ("too deep", String(repeating: "[", count: 500)), ("NaN", "{\"a\":NaN}"), ("a key twice", "{\"a\":1,\"a\":1}"),
        ] {
            probes.append(probe(endpoint, name, body: Array(text.utf8), expected: [400]))
        }
        probes.append(probe(endpoint, "not UTF-8", body: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], expected: [400]))
        guard case .object(let members) = input.schema.sample, case .object(let fields, let isOpen) = input.schema.form else {
            return probes
        }
        if !isOpen {
            probes.append(
                probe(endpoint, "an unknown field", body: JSONValue.object(members + [.init("unknown_field", 1)]).bytes, expected: [400]))
        }
        for field in fields {
            let rest = members.filter { $0.key != field.name }
            if field.isRequired {
                probes.append(probe(endpoint, "without \(field.name)", body: JSONValue.object(rest).bytes, expected: [400]))
            }
            for wrong in wrongValues(field.schema) {
                let body = JSONValue.object(rest + [.init(field.name, wrong)]).bytes
                probes.append(probe(endpoint, "\(field.name) = \(wrong)", body: body, expected: [400]))
            }
        }
        return probes
    }

    /// Values that the schema does not allow.
    private func wrongValues(_ schema: JSONSchema) -> [JSONValue] {
        let candidates: [JSONValue] = [
            nil, true, 1, -1, .integer(.max), .integer(.min), .number(1.5), .number(1e300), "", "x", "\u{0}", "a\u{7F}b",
            .string(String(repeating: "x", count: 20_000)), [],
            [nil], .object([]), ["a": ["b": 1]],
        ]
        return candidates.filter { candidate in
            do {
                try schema.check(candidate)
                return false
            } catch {
                return true
            }
        }
    }

    private func queryProbes(_ endpoint: Endpoint) -> [Probe] {
        var probes = [
            probe(endpoint, "an unknown parameter", query: "no_such_parameter=1", expected: [400]),
            probe(endpoint, "a broken escape", query: "a=%zz", expected: [400]),
            probe(endpoint, "a parameter that is not UTF-8", query: "a=%ff", expected: [400]),
            probe(endpoint, "a parameter without a name", query: "=1", expected: [400]),
            probe(endpoint, "many parameters", query: Array(repeating: "a=1", count: 200).joined(separator: "&"), expected: [400]),
        ]
        for parameter in endpoint.parameters where parameter.place == .query {
            switch parameter.schema.form {
            case .array: continue
            case .integer(let range):
                for wrong in ["x", "", "1.5", "1e3", "0x1", " 1", "99999999999999999999", "\(range.upperBound)0"] {
                    probes.append(
                        probe(endpoint, "\(parameter.name)=\(wrong)", query: "\(parameter.name)=\(encoded(wrong))", expected: [400]))
                }
            case .string(let rule):
                let long = String(repeating: "x", count: max(rule.length.upperBound, 300) + 1)
                probes.append(probe(endpoint, "\(parameter.name) too long", query: "\(parameter.name)=\(long)", expected: [400]))
                probes.append(probe(endpoint, "\(parameter.name) with NUL", query: "\(parameter.name)=a%00", expected: [400]))
            default: break
            }
            let twice = "\(parameter.name)=\(encoded(text(parameter.schema.sample)))"
            probes.append(probe(endpoint, "\(parameter.name) twice", query: "\(twice)&\(twice)", expected: [400]))
        }
        return probes
    }

    private func pathProbes(_ endpoint: Endpoint) -> [Probe] {
        endpoint.parameters.filter { $0.place == .path }.flatMap { parameter in
            [
                "..%2f..%2fetc%2fpasswd", "%2e%2e", "..", ".", "%00", "a%00b", "%ff", "%", "%0d%0aX-Evil:1", "%27%20OR%201%3D1%20--",
                "%3Cscript%3Ealert(1)%3C%2Fscript%3E", String(repeating: "a", count: 2000), "-1", "null",
            ].map { probe(endpoint, "\(parameter.name) = \($0.prefix(40))", path: [parameter.name: $0], expected: [400, 403, 404]) }
        }
    }

    private func accessProbes(_ endpoint: Endpoint) -> [Probe] {
        var probes = ["Bearer nobody", "Bearer e30.e30.", "Basic YTpi", "Bearer", "Bearer '; --"].map {
            probe(endpoint, "Authorization: \($0)", headers: [.authorization: $0], withToken: false, expected: [401])
        }
        guard endpoint.access.rule != .anyone else { return probes }
        probes.append(probe(endpoint, "without proof", withToken: false, expected: [401]))
        if case .roles(let roles) = endpoint.access.rule {
            for role in Role.allCases where !roles.contains(role) {
                probes.append(
                    probe(endpoint, "as \(role)", headers: [.authorization: "Bearer \(role.rawValue)"], withToken: false, expected: [403]))
            }
        }
        return probes
    }

    /// The text in each field and parameter in turn. It may be fit for some; then the answer is the verb's, but never our failure.
    private func hostileProbes(_ endpoint: Endpoint, _ text: String) -> [Probe] {
        let fine = Set(200..<500)
        var probes: [Probe] = []
        if let input = endpoint.input, case .object(let members) = input.schema.sample {
            for field in input.schema.fields {
                let body = JSONValue.object(members.filter { $0.key != field.name } + [.init(field.name, .string(text))])
                probes.append(probe(endpoint, "\(field.name) = \(text)", body: written(body, input.form), expected: fine))
            }
        }
        for parameter in endpoint.parameters {
            switch parameter.place {
            case .path: probes.append(probe(endpoint, "\(parameter.name) = \(text)", path: [parameter.name: encoded(text)], expected: fine))
            case .query:
                probes.append(probe(endpoint, "\(parameter.name) = \(text)", query: "\(parameter.name)=\(encoded(text))", expected: fine))
            }
        }
        return probes
    }

    private func rowCounts(_ platform: Platform) async throws -> [String: Int64] {
        try await platform.store.read { transaction in
            let tables = try transaction.query("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text("name") }
            var counts: [String: Int64] = [:]
            for table in tables { counts[table] = try transaction.first("SELECT COUNT(*) AS n FROM \(table)")!.integer("n") }
            return counts
        }
    }
}

private func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! }

private func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): elements.first.map(text) ?? ""
    default: String(decoding: value.bytes, as: UTF8.self)
    }
}

private func written(_ value: JSONValue, _ form: Endpoint.InputForm) -> [UInt8] {
    guard form == .urlEncoded, case .object(let members) = value else { return value.bytes }
    return Array(members.map { "\(encoded($0.key))=\(encoded(text($0.value)))" }.joined(separator: "&").utf8)
}
