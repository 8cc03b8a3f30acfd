import Foundation
import Telecom
import Testing

@testable import HTTPAPI

@Suite struct JSONSchemaTests {
    private let schema = JSONSchema.object([
        .required("id", .id(Noun.Order.self)), .required("count", .integer(1...10)), .optional("note", .text(0...5)),
        .optional("tags", .array(of: .oneOf(["a", "b"]), count: 1...2)), .optional("at", .nullable(.time)),
    ])

    private func violation(_ text: String) throws -> JSONSchema.Violation? {
        let value = try JSONParser.parse(Array(text.utf8))
        do {
            try schema.check(value)
            return nil
        } catch {
            return error
        }
    }

    @Test func `what fits is accepted`() throws {
        #expect(try violation(#"{"id":"ord_1","count":10,"note":"h😀llo","tags":["a","b"],"at":"2026-01-01T00:00:00Z"}"#) == nil)
        #expect(try violation(#"{"id":"ord_1","count":1.0,"at":null}"#) == nil)
    }

    @Test(arguments: [
        ("[]", "", "invalid_type"), (#"{"count":1}"#, "id", "missing_field"), (#"{"id":"acc_1","count":1}"#, "id", "invalid_value"),
        (#"{"id":"ord_1","count":"1"}"#, "count", "invalid_type"), (#"{"id":"ord_1","count":1.5}"#, "count", "invalid_type"),
        (#"{"id":"ord_1","count":11}"#, "count", "out_of_range"), (#"{"id":"ord_1","count":1e30}"#, "count", "out_of_range"),
        (#"{"id":"ord_1","count":1,"note":"longer"}"#, "note", "invalid_length"),
        (#"{"id":"ord_1","count":1,"note":"a\n"}"#, "note", "invalid_value"),
        (#"{"id":"ord_1","count":1,"note":"\u0000"}"#, "note", "invalid_value"),
        (#"{"id":"ord_1","count":1,"note":null}"#, "note", "invalid_type"),
        (#"{"id":"ord_1","count":1,"tags":[]}"#, "tags", "invalid_length"),
        (#"{"id":"ord_1","count":1,"tags":["a","c"]}"#, "tags[1]", "invalid_value"),
        (#"{"id":"ord_1","count":1,"at":"yesterday at five o'clock"}"#, "at", "invalid_value"),
        (#"{"id":"ord_1","count":1,"more":1}"#, "more", "unknown_field"),
    ])
    func `the first violation names its field and code`(text: String, path: String, code: String) throws {
        let found = try violation(text)
        #expect(found?.path == path)
        #expect(found?.code == code)
    }

    /// What the document says and what is checked are written twice; these samples hold them together.
    @Test func `each documented pattern agrees with its check`() throws {
        var patterns: [String: TextPattern] = [:]
        for endpoint in Routes.all {
            for schema in [endpoint.input?.schema, endpoint.output.schema].compactMap({ $0 }) + endpoint.parameters.map(\.schema) {
                collect(schema, into: &patterns)
            }
        }
        let samples = [
            "", "a", "A", "Zz", "US", "us", "acc_1", "acc_", "ACC_1", "ord_01ab", "line_a-b_c", "brd_dotm", "0", "-1", "10.33", "1.", ".5",
            "1e3",
            "1234567890123", "0.1234567890123456789", "a@b.ca", "a@b", "a b@c.de", "@b.ca", "a@@b.ca", "A.B+c@Example.com", "a..b@c.de",
            "a@-b.de",
            "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123Z", "2026-01-01", "2026-13-01T00:00:00Z", "+15550100", "15550123", "555-0100",
            "éè",
            "<b>", "'; --", "a\nb", "a\tb", "\u{0}", "\u{7F}", "a/b", "../x", "a%2fb", "4242424242424242", "LPA:1$a$b", "abcDEF_-09", "😀",
            String(repeating: "a", count: 300),
        ]
        for (expression, pattern) in patterns {
            let regex = try NSRegularExpression(pattern: expression)
            for sample in samples {
                let documented = regex.firstMatch(in: sample, range: NSRange(sample.startIndex..., in: sample)) != nil
                #expect(documented == pattern.accepts(sample), "\(expression) on \(sample.debugDescription)")
            }
        }
    }

    private func collect(_ schema: JSONSchema, into patterns: inout [String: TextPattern]) {
        switch schema.form {
        case .string(let rule): if let pattern = rule.pattern { patterns[pattern.expression] = pattern }
        case .array(let element, _), .map(let element, _), .nullable(let element), .named(_, let element): collect(element, into: &patterns)
        case .object(let fields, _): for field in fields { collect(field.schema, into: &patterns) }
        default: break
        }
    }
}
