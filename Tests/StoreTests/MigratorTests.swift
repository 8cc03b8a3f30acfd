import Telecom
import TestKit
import Testing

@testable import Store

@Suite struct MigratorTests {
    @Test func `a second migration finds nothing to do`() async throws {
        let engine = try await memoryStore()
        let again = try await Migrator(engine).migrate(at: Timestamp(secondsSince1970: 0))
        #expect(again.isEmpty)
    }

    @Test func `the default brand exists from the first migration`() async throws {
        let engine = try await memoryStore()
        let names = try await engine.read {
            try $0.query("SELECT name FROM brands WHERE id = $1", BrandID.dotm).map { try $0.text("name") }
        }
        #expect(names == ["DOTM"])
    }
}
