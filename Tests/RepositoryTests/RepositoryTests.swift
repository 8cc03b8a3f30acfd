import Foundation
import Testing

@testable import gorse

/// Keeps the house in order.
@Suite struct RepositoryTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Paths of every file under a folder, from the root.
    private func files(under folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: Self.root.appendingPathComponent(folder).path)
        return (walk?.allObjects as? [String] ?? []).map { "\(folder)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    @Test func `the example of the environment tells every key as the program knows it`() throws {
        #expect(try text(".env.example") == EnvironmentExample.text)
    }

    @Test func `every script can be run and stops at the first failure`() throws {
        for path in ["bin/gorse", "bin/test", ".ci/run"] {
            #expect(FileManager.default.isExecutableFile(atPath: Self.root.appendingPathComponent(path).path), "\(path)")
        }
        for path in ["bin/gorse", "bin/test"] { #expect(try text(path).contains("set -euo pipefail")) }
    }

    @Test func `migrations are numbered without gaps`() {
        let names = files(under: "Sources/Store/Migrations/SQL").map { $0.split(separator: "/").last! }
        let numbers = names.filter { $0.split(separator: ".").count == 2 }.map { Int($0.prefix(4)) }
        #expect(!numbers.isEmpty)
        #expect(numbers == Array(1...numbers.count))
        for name in names where name.split(separator: ".").count == 3 {
            #expect(names.contains { $0 == "\(name.split(separator: ".")[0]).sql" }, "\(name) has no common file")
        }
    }

    @Test func `nothing names the machine it was written on`() throws {
        // Spelled in pieces, so that this file does not find itself.
        let words = ["/work" + "/", "/root" + "/", "/home" + "/", "/build" + "/"]
        let documents = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "Package.swift", ".env.example"]
            .filter { FileManager.default.fileExists(atPath: Self.root.appendingPathComponent($0).path) }
        for path in ["Sources", "Tests", "bin", "contracts", "docs", ".ci"].flatMap(files) + documents {
            guard !path.contains("__pycache__"), let text = try? text(path) else { continue }
            for word in words { #expect(!text.contains(word), "\(path) names \(word)") }
        }
    }

    @Test func `every metric is explained, and none that there is not`() throws {
        let counted = try Set(
            files(under: "Sources").filter { $0.hasSuffix(".swift") }.flatMap { path in
                try text(path).matches(of: #/(?:counter|gauge|durations|sizes)\(\s*"(gorse_[a-z_]+)"/#).map { String($0.1) }
            })
        let explained = try Set(
            files(under: "docs").filter { $0.hasSuffix(".md") }.flatMap { path in
                try text(path).matches(of: #/`(gorse_[a-z_]+)/#).map { String($0.1) }
            })
        #expect(counted.count > 10)
        #expect(counted == explained, "only one of the two knows \(counted.symmetricDifference(explained).sorted())")
    }

    @Test func `the zones of the shipped catalogue hold at least 190 countries, each known and each once`() throws {
        let catalog = try text("Sources/Platform/Catalog/catalog.yaml")
        let zones = try #require(catalog.components(separatedBy: "\nzones:\n").last)
        let covered = zones.matches(of: /countries: \[([A-Z,\s]+)\]/).flatMap { $0.1.matches(of: /[A-Z]{2}/).map { String($0.0) } }
        let table = try text("Sources/Telecom/Generated/Countries.swift").split(separator: "\n")
        let known = Set(table.compactMap { $0.prefixMatch(of: /\s{4}([A-Z]{2})\|/).map { String($0.1) } })
        #expect(known.count >= 250)
        #expect(covered.count >= 190)
        #expect(Set(covered).count == covered.count)
        #expect(Set(covered).subtracting(known).isEmpty)
    }

    @Test func `every target of the package has sources`() throws {
        for name in try targets() {
            let folder = name.hasSuffix("Tests") ? "Tests/\(name)" : "Sources/\(name)"
            let sources = files(under: folder).filter { $0.hasSuffix(".swift") || $0.hasSuffix(".modulemap") }
            #expect(!sources.isEmpty, "\(name) is empty")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: root.appendingPathComponent("ARCHITECTURE.md").path)))
    func `the map names every target`() throws {
        let map = try text("ARCHITECTURE.md")
        for name in try targets() where !name.hasSuffix("Tests") { #expect(map.contains(name), "ARCHITECTURE.md does not name \(name)") }
    }

    /// Names of targets as Package.swift spells them: `target("X"`, `tests("X"`, `name: "X"` of the executable and the system libraries.
    private func targets() throws -> [String] {
        let package = try text("Package.swift")
        let pattern = /(?:\btarget\(|\btests\(|executableTarget\(|systemLibrary\()\s*(?:name: )?"(?<name>[A-Za-z0-9]+)"/
        return package.matches(of: pattern).map { String($0.output.name) }
    }
}
