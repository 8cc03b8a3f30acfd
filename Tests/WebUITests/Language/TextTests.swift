import Foundation
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

/// Texts, templates and sources agree: nothing is untranslated, unknown or left over.
@Suite struct TextTests {
    static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/WebUI")

    /// Every Swift file of the pages.
    static func swiftFiles() throws -> [(name: String, text: String)] {
        let walk = FileManager.default.enumerator(atPath: Self.sources.path)
        return try (walk?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.map { name in
            (name, try String(contentsOf: Self.sources.appendingPathComponent(name), encoding: .utf8))
        }
    }

    /// Keys that sources ask for; what is interpolated stands as `*`.
    private func keysInSources() throws -> Set<String> {
        var keys: Set<String> = []
        for (_, text) in try Self.swiftFiles() {
            for match in text.matches(of: /(?:text|textIfAny)\(\s*"((?:[^"\\]|\\\((?:[^()]|\([^()]*\))*\))+)"/) {
                keys.insert(String(match.1).replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "*"))
            }
            for match in text.matches(of: /done: "([a-z_]+)"/) { keys.insert("notes.\(match.1)") }
        }
        return keys.filter { $0.contains(".") }
    }

    private func keysInTemplates() throws -> [(template: String, key: String)] {
        try Templates.sources().flatMap { name, source in
            source.matches(of: /\{\{t ([A-Za-z0-9_.-]+)\}\}/).map { (name, String($0.1)) }
        }
    }

    /// Whether `key` is one that `pattern` may stand for.
    private func fits(_ key: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return key == pattern }
        return key.hasPrefix(parts.first!) && key.hasSuffix(parts.last!) && key.count >= parts.map(\.count).reduce(0, +)
            && parts.dropFirst().dropLast().allSatisfy { key.contains($0) }
    }

    @Test func `every text is there in every language, with the same parameters and forms`() {
        #expect(Set(Texts.all.texts.values.flatMap(\.keys)).count > 100)
        #expect(faults(of: Texts.all) == [])
    }

    @Test func `every text that is asked for exists`() throws {
        let keys = Set(Texts.all.texts[.english]!.keys)
        for (template, key) in try keysInTemplates() { #expect(keys.contains(key), "\(template) asks for \(key)") }
        for pattern in try keysInSources() {
            #expect(keys.contains { fits($0, pattern) }, "a source asks for \(pattern)")
        }
    }

    @Test func `every text is asked for`() throws {
        let templates = Set(try keysInTemplates().map(\.key))
        let patterns = try keysInSources()
        for key in Texts.all.texts[.english]!.keys where !templates.contains(key) {
            #expect(patterns.contains { fits(key, $0) }, "nothing asks for \(key)")
        }
    }

    @Test func `templates hold no words of their own`() throws {
        // Names that are the same in every language.
        let names: Set = ["DOTM", "GET", "ICCID", "mcp", "api", "service", "service_id", "calculate", "services", "a", "b"]
        for (name, source) in try Templates.sources() where name != "StyleguidePage" {
            var text = source.replacing(/<script[^>]*><\/script>|<!doctype html>/, with: "")
            for match in text.matches(of: /(?:aria-label|alt|title|placeholder|content)="([^"]*)"/) {
                let words = match.1.replacing(/\{\{[^}]*\}\}+/, with: "")
                let isSetting = match.1.contains("width=") || match.1 == "noindex"
                #expect(isSetting || !words.contains(where: \.isLetter), "\(name) says \(match.1)")
            }
            text = text.replacing(/\{\{\{?[^}]*\}?\}\}/, with: " ").replacing(/<[^>]*>/, with: " ").replacing(/&[a-z]+;/, with: " ")
            for word in text.split(whereSeparator: { !$0.isLetter && $0 != "_" }) {
                #expect(names.contains(String(word)), "\(name) says \(word)")
            }
        }
    }

    @Test func `sources hold no sentences`() throws {
        // A literal of two words and more that is no key, no path and no comment is something that a reader would see.
        for (name, text) in try Self.swiftFiles() {
            for line in text.split(separator: "\n") where !line.contains("//") && !line.contains("precondition") && !line.contains("Fault(")
            {
                for match in line.matches(of: /"([A-Z][a-z]+(?: [a-z]+)+[.!?]?)"/) {
                    let isSummary =
                        line.contains("tag: \"Pages\"") || line.contains("tag: \"Console\"") || line.contains("\"/console")
                        || line.contains(".query(") || line.contains("id(\"")
                        || line.contains("PlatformError")
                    #expect(isSummary || line.hasSuffix("\","), "\(name) says \(match.1)")
                }
            }
        }
    }

    @Test func `a refusal that has a text of its own is one that exists`() throws {
        let root = Self.sources.deletingLastPathComponent()
        var sources = ""
        for folder in ["Platform", "HTTPAPI", "Billing", "WebUI"] {
            let walk = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
            for file in walk?.allObjects as? [String] ?? [] where file.hasSuffix(".swift") {
                sources += try String(contentsOf: root.appendingPathComponent("\(folder)/\(file)"), encoding: .utf8)
            }
        }
        for key in Texts.all.texts[.english]!.keys where key.hasPrefix("refusals.code.") {
            #expect(sources.contains("\"\(key.dropFirst("refusals.code.".count))\""), "nothing refuses with \(key)")
        }
    }

    @Test(arguments: [
        (Language.english, 0, "0 days"), (.english, 1, "1 day"), (.french, 0, "0 day"), (.french, 2, "2 days"), (.spanish, 1, "1 day"),
    ])
    func `a count chooses its form by the rules of the language`(_ language: Language, _ count: Int, _ expected: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("texts-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let forms = "{ one: \"{count} day\", other: \"{count} days\" }"
        try "left: { en: \(forms), es: \(forms), fr: \(forms) }".write(
            to: folder.appendingPathComponent("data.yaml"), atomically: true, encoding: .utf8)
        #expect(try Texts(folder: folder).text("data.left", in: language, count: Int64(count)) == expected)
    }

    @Test(arguments: ["left: text", "left: { en: { one: a } }", "left: [a]"]) func `a file of texts that is not one is refused`(
        _ yaml: String
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("texts-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try yaml.write(to: folder.appendingPathComponent("data.yaml"), atomically: true, encoding: .utf8)
        #expect(throws: Texts.Fault.self) { try Texts(folder: folder) }
    }
}
