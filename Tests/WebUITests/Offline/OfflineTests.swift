import Foundation
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import TestKit
import Testing

@testable import WebUI

@Suite struct OfflineTests {
    @Test func `the manifest names the brand and pictures that are there`() async throws {
        try await withPages { _, client in
            let answer = try await client.execute(uri: "/manifest.webmanifest", method: .get)
            #expect(answer.headers[.contentType] == "application/manifest+json")
            let manifest = try #require(try JSONSerialization.jsonObject(with: Data(buffer: answer.body)) as? [String: Any])
            #expect(manifest["name"] as? String == "DOTM")
            #expect(manifest["display"] as? String == "standalone")
            let icons = try #require(manifest["icons"] as? [[String: String]])
            #expect(icons.count == 4)
            for icon in icons {
                let picture = try await client.execute(uri: try #require(icon["src"]), method: .get)
                #expect(picture.status == .ok)
                #expect(picture.headers[.contentType] == icon["type"])
                let size = icon["sizes"]?.split(separator: "x").first.flatMap { UInt32($0) }
                // A PNG's width stands behind its signature and the head of its first chunk. Source: PNG, §11.2.2.
                if let size { #expect(picture.body.getInteger(at: 16, as: UInt32.self) == size) }
            }
        }
    }

    @Test func `the worker keeps files that are there, and may fetch them`() async throws {
        try await withPages { _, client in
            let worker = try await client.execute(uri: "/sw.js", method: .get)
            let text = String(buffer: worker.body)
            #expect(worker.headers[.contentSecurityPolicy]?.contains("connect-src 'self'") == true)
            #expect(worker.headers[.cacheControl] == "no-cache")
            #expect(!text.contains("{{"))
            let files = text.matches(of: /"(\/[a-z][^"]*)"/).map { String($0.1) }
            #expect(files.count >= 6)
            for file in files { #expect(try await client.execute(uri: file, method: .get).status == .ok, "\(file)") }
        }
    }

    @Test func `the offline page holds nothing personal, whoever asks`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.join()
            try await ana.get("/offline")
            #expect(!ana.html.contains("form_token") && !ana.html.contains("<form") && !ana.html.contains("ana@"))
            #expect(ana.html.contains("There is no network"))
        }
    }
}
