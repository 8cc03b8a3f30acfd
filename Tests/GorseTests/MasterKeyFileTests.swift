import Foundation
import TestKit
import Telecom
import Testing

@testable import gorse

@Suite struct MasterKeyFileTests {
    private func configuration(_ folder: String, host: String = "127.0.0.1", key: String? = nil) throws -> Configuration {
        try Configuration(
            Settings(
                commandLine: ["GORSE_DATA=\(folder)", "HOST=\(host)"] + (key.map { ["GORSE_MASTER_KEY=\($0)"] } ?? []), environment: [:],
                file: nil))
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `the first start makes a key that its owner alone can read, the second reads it`() throws {
        try withFolder { folder in
            let first = try MasterKeyFile.masterKey(for: configuration(folder), .seeded(1))
            #expect(first.count == 64)
            let second = try MasterKeyFile.masterKey(for: configuration(folder), .seeded(2))
            #expect(second == first)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/master.key")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `a node that others reach needs a key of its operator's`() throws {
        try withFolder { folder in
            let open = try configuration(folder, host: "0.0.0.0")
            let error = #expect(throws: ConfigurationError.self) { try MasterKeyFile.masterKey(for: open, .seeded(1)) }
            #expect(error?.problems.first?.hasPrefix("GORSE_MASTER_KEY must be set") == true)
            let key = String(repeating: "ab", count: 32)
            let given = try MasterKeyFile.masterKey(for: configuration(folder, host: "0.0.0.0", key: key), .seeded(1))
            #expect(given == key)
        }
    }

    @Test func `a spoiled key file is refused, never replaced`() throws {
        try withFolder { folder in
            try "spoiled".write(toFile: folder + "/master.key", atomically: true, encoding: .utf8)
            let configuration = try configuration(folder)
            #expect(throws: ConfigurationError.self) { try MasterKeyFile.masterKey(for: configuration, .seeded(1)) }
            let left = try String(contentsOfFile: folder + "/master.key", encoding: .utf8)
            #expect(left == "spoiled")
        }
    }
}
