import Foundation
import Telecom
import TestKit
import Testing

@testable import Platform

/// Mails and notifications: their texts and the sources agree, as those of the pages do.
@Suite struct MessageTextTests {
    static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/Platform")

    static func swiftFiles() throws -> [(name: String, text: String)] {
        let walk = FileManager.default.enumerator(atPath: sources.path)
        return try (walk?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.map { name in
            (name, try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8))
        }
    }

    @Test func `every text is there in every language, with the same parameters and forms`() {
        #expect(Set(Texts.messages.texts.values.flatMap(\.keys)).count > 30)
        #expect(faults(of: Texts.messages) == [])
    }

    @Test func `every text that is asked for exists, and every text is asked for`() throws {
        var asked: Set<String> = []
        for (_, text) in try Self.swiftFiles() {
            for match in text.matches(of: /"((?:accounts|beta|memberships|network|orders|wallets)\.(?:[a-z_.]|\\\([a-z]+\))+)"/) {
                asked.insert(String(match.1))
            }
        }
        let keys = Set(Texts.messages.texts[.english]!.keys)
        for key in keys {
            let purpose = key.replacing(/link\.(?:sign_in|verify_email|reset_password)/, with: "link.\\(kind)")
            #expect(asked.contains(key) || asked.contains(purpose), "nothing asks for \(key)")
        }
        for key in asked where !key.contains("(") && !key.hasSuffix(".") {
            #expect(keys.contains(key), "a source asks for \(key)")
        }
    }

    @Test func `what people are told is said by texts alone`() throws {
        for (name, text) in try Self.swiftFiles() {
            for match in text.matches(of: /(?:title|subject|body|label|note|paragraphs): \[?"[A-Z][^"]*/) {
                Issue.record("\(name) says \(match.0)")
            }
        }
    }
}
