import Foundation
import HTTPTypes
import Testing

@testable import HTTPAPI

/// Keeps the site map in order: whatever endpoint is added must meet these.
@Suite struct RouteListTests {
    @Test func `operation ids and routes are unique and well formed`() {
        #expect(Set(Routes.all.map(\.operationID)).count == Routes.all.count)
        #expect(Set(Routes.all.map { "\($0.method) \($0.path)" }).count == Routes.all.count)
        for endpoint in Routes.all where endpoint.isDocumented {
            #expect(endpoint.operationID.wholeMatch(of: /[a-z][A-Za-z0-9]+/) != nil, "\(endpoint.operationID)")
            #expect(endpoint.path.wholeMatch(of: /(\/[a-z0-9.:@A-Z-]+|\/\{[a-z_]+\}|\/)+/) != nil, "\(endpoint.path)")
            #expect(!endpoint.summary.isEmpty && !endpoint.summary.hasSuffix("."), "\(endpoint.operationID)")
            #expect(!endpoint.tag.isEmpty, "\(endpoint.operationID)")
        }
    }

    @Test func `under v1 only what says so is open to anyone`() {
        let open = Set(Routes.all.filter { $0.path.hasPrefix("/v1/") && $0.access.rule == .anyone }.map(\.operationID))
        #expect(
            open.isSubset(of: Self.openUnderV1), "an endpoint for anyone is listed here on purpose: \(open.subtracting(Self.openUnderV1))")
        for endpoint in Routes.all where endpoint.path.hasPrefix("/v1/admin/") {
            guard case .roles(let roles) = endpoint.access.rule else {
                Issue.record("\(endpoint.operationID) must ask for a role")
                continue
            }
            #expect(roles.isDisjoint(with: [.subscriber]), "\(endpoint.operationID)")
        }
    }

    private static let openUnderV1: Set<String> = ["getStatus", "getCoverage", "getCountryCoverage", "listResinKeys"]

    @Test func `the document has every operation with its answers, access and schemas`() throws {
        let document = OpenAPIDocument.make(Routes.all)
        let schemas = try #require(document["components"]?["schemas"])
        for endpoint in Routes.all where endpoint.isDocumented {
            let operation = try #require(
                document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()], "\(endpoint.operationID)")
            #expect(operation["operationId"] == .string(endpoint.operationID))
            #expect(operation["security"] != nil)
            let responses = try #require(operation["responses"])
            #expect(responses["\(endpoint.output.status.code)"] != nil && responses["401"] != nil && responses["429"] != nil)
            if let input = endpoint.input { #expect(schemas[input.schemaName] != nil) }
        }
        for reference in references(document) {
            let name = String(reference.split(separator: "/").last!)
            #expect(schemas[name] != nil || document["components"]?["parameters"]?[name] != nil, "\(reference)")
        }
    }

    @Test func `two bodies of one name are one body`() throws {
        var seen: [String: JSONValue] = [:]
        for endpoint in Routes.all {
            for (name, schema) in [
                (endpoint.input?.schemaName, endpoint.input?.schema), (endpoint.output.schemaName, endpoint.output.schema),
                (endpoint.errorFormat.schemaName, endpoint.errorFormat.schema),
            ] {
                guard let name, let schema else { continue }
                var components = SchemaComponents()
                let text = schema.document(&components)
                #expect(seen[name] == nil || seen[name] == text, "\(name) is two schemas")
                seen[name] = text
            }
        }
    }

    @Test func `every endpoint is named in a test, by operation or by path`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!.compactMap { $0 as? URL }
        let texts = try files.filter { ["swift", "py"].contains($0.pathExtension) && $0.lastPathComponent != "RouteListTests.swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        for endpoint in Routes.all where endpoint.isDocumented {
            let parts = endpoint.path.split(separator: "/").map {
                $0.hasPrefix("{") ? "[^/\"\\s]+" : NSRegularExpression.escapedPattern(for: String($0))
            }
            let path = try NSRegularExpression(pattern: "\"/" + parts.joined(separator: "/") + "[\"?]")
            let isNamed =
                texts.contains(endpoint.operationID) || path.firstMatch(in: texts, range: NSRange(texts.startIndex..., in: texts)) != nil
            #expect(isNamed, "\(endpoint.operationID) (\(endpoint.method) \(endpoint.path)) has no test")
        }
    }

    private func references(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { member -> [String] in
                if member.key == "$ref", case .string(let text) = member.value { return [text] }
                return references(member.value)
            }
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }
}
