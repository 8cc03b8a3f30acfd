import Foundation
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct FrameTests {
    @Test func `every asset is kept for good under the name of its content`() async throws {
        try await withPages { _, client in
            #expect(Asset.all.count >= 5)
            for asset in Asset.all.values {
                let answer = try await client.execute(uri: asset.path, method: .get)
                #expect(answer.status == .ok)
                #expect(answer.headers[.contentType] == asset.type)
                #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(answer.headers[.eTag] != nil)
            }
        }
    }

    @Test func `every icon that a page shows is drawn, and every one that is drawn is shown`() throws {
        let drawn = Set(Icon.names)
        #expect(drawn.count == Icon.names.count)
        var shown: Set<String> = []
        for source in try Templates.sources().values {
            for match in source.matches(of: /\{\{icon ([A-Za-z0-9_.-]+)\}\}/) { shown.insert(String(match.1)) }
        }
        shown.formUnion(Shell.Place.allCases.map(\.icon))
        #expect(shown.subtracting(drawn).isEmpty)
        let sources = try TextTests.swiftFiles().map(\.text).joined()
        for icon in drawn.subtracting(shown) { #expect(sources.contains("\"\(icon)\""), "nothing shows \(icon)") }
    }

    @Test(arguments: ["/", "/plans", "/mcp", "/sign-in", "/sign-up", "/help", "/coverage", "/devices", "/styleguide"])
    func `a first view is lighter than 60 kB, all that it loads counted`(_ path: String) async throws {
        try await withPages { _, client in
            let html = String(buffer: try await client.execute(uri: path, method: .get).body)
            var size = html.utf8.count
            let loaded = Set(html.matches(of: /(?:href|src)="(\/(?:assets\/|brand\.css|manifest)[^"#]*)/).map { String($0.1) })
            #expect(loaded.count >= 4)
            for file in loaded {
                let answer = try await client.execute(uri: file, method: .get)
                #expect(answer.status == .ok, "\(file)")
                size += answer.body.readableBytes
            }
            #expect(size < 60_000, "\(path) weighs \(size)")
        }
    }

    @Test func `the style guide shows every component, and the note of a form`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            for language in Language.allCases {
                try await ana.choose(language.rawValue)
                try await ana.get("/styleguide?done=styleguide")
                #expect(ana.html.contains(language.text("notes.styleguide")))
                for piece in ["class=\"ring", "class=\"chart", "aria-invalid=\"true\"", "<select", "class=\"card empty\""] {
                    #expect(ana.html.contains(piece), "\(piece)")
                }
            }
            try await ana.get("/styleguide?done=nothing_of_ours")
            #expect(!ana.html.contains("toast"))
        }
    }

    @Test func `a field tells what is wrong beside it and never gives a password back`() throws {
        let wrong = Field("name", "Name", value: "7", hint: "As on the card", problem: "Not a name", maxLength: 9)
        #expect(wrong.describedBy == "name-hint name-problem")
        #expect(Field("password", "Password", .password, value: "secret", maxLength: 9).value == "")
    }
}
