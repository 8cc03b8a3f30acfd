import Foundation
import HTTPTypes
import HummingbirdTesting
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct DocumentationTests {
    @Test func `the document is served with an ETag`() async throws {
        try await testDoor(testPlatform()).test(.router) { client in
            let first = try await client.execute(uri: "/openapi.json", method: .get)
            #expect(first.status == .ok)
            let document = try JSONSerialization.jsonObject(with: Data(first.body.readableBytesView)) as? [String: Any]
            #expect(document?["openapi"] as? String == "3.1.0")
            let second = try await client.execute(uri: "/openapi.json", method: .get, headers: [.ifNoneMatch: first.headers[.eTag]!])
            #expect(second.status == .notModified)
        }
    }

    @Test func `the page has an anchor and an example for each operation and loads nothing from elsewhere`() async throws {
        try await testDoor(testPlatform()).test(.router) { client in
            let page = String(buffer: try await client.execute(uri: "/docs", method: .get).body)
            for endpoint in Routes.all where endpoint.isDocumented {
                #expect(page.contains("<article id=\"\(endpoint.operationID)\">"))
                #expect(page.contains(DocumentationPage.escaped(DocumentationPage.curl(endpoint))))
            }
            #expect(!page.contains("src=\"http") && !page.contains("href=\"http") && !page.contains("<style") && !page.contains("onclick"))
            for asset in ["/docs/docs.css", "/docs/docs.js"] {
                let response = try await client.execute(uri: asset, method: .get)
                #expect(response.status == .ok && response.headers[.eTag] != nil)
            }
        }
    }

    @Test func `samples fit their schemas`() throws {
        for endpoint in Routes.all {
            for schema in [endpoint.input?.schema, endpoint.output.schema].compactMap({ $0 }) + endpoint.parameters.map(\.schema) {
                #expect(throws: Never.self, "\(endpoint.operationID)") { try schema.check(schema.sample) }
            }
        }
    }
}
