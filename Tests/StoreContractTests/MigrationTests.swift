import Foundation
import Telecom
import TestKit
import Testing

@testable import Store

@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
    private let now = ManualTime().source.now()

    @Test(arguments: StoreKind.lasting) func `nodes that start together apply each migration once`(kind: StoreKind) async throws {
        let now = now
        let database = try await TestDatabase(kind, migrated: false)
        let engines = try (0..<4).map { _ in try database.open() }
        let applied = try await withThrowingTaskGroup(of: [Int].self) { tasks in
            for engine in engines { tasks.addTask { try await Migrator(engine).migrate(at: now).map(\.number) } }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == (try Migrator.migrations(for: engines[0].dialect).map(\.number)))
        for engine in engines { await engine.close() }
    }

    @Test(arguments: StoreKind.allCases) func `a database of a newer program is refused`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.write { try $0.execute("INSERT INTO schema_migrations VALUES (9999, 'later', 0)") }
            await #expect {
                try await Migrator(store).migrate(at: now)
            } throws: { error in
                if case .corrupt? = error as? StoreError { true } else { false }
            }
        }
    }

    /// `docs/schema` is there to be read; `GORSE_WRITE_SCHEMA=1` writes it anew.
    @Test(arguments: [StoreKind.memory, .file, .postgresql]) func `the checked-in schema is what the migrations make`(kind: StoreKind)
        async throws
    {
        try await withStore(kind) { store in
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/schema/\(store.dialect.rawValue).sql").standardizedFileURL
            let text =
                "-- Made from the migrations. To write it anew: GORSE_WRITE_SCHEMA=1 swift test --filter MigrationTests\n\n"
                + (try await SchemaDump.text(of: store))
            if ProcessInfo.processInfo.environment["GORSE_WRITE_SCHEMA"] == "1" {
                try Data(text.utf8).write(to: file, options: .atomic)
            }
            let kept = try? String(contentsOf: file, encoding: .utf8)
            #expect(kept == text, "docs/schema is not what the migrations make: GORSE_WRITE_SCHEMA=1 swift test --filter MigrationTests")
        }
    }
}
