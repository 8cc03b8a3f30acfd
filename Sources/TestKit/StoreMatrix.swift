import Foundation
import Logging
import Store
import Telecom

/// The databases that every promise of the store is tested on.
public enum StoreKind: String, CaseIterable, Sendable {
    case memory, file, postgresql

    /// Those that outlive their engine.
    public static let lasting: [StoreKind] = [.file, .postgresql]
}

/// A fresh database for one test.
public final class TestDatabase: Sendable {
    public let kind: StoreKind
    /// `nil` in memory.
    public let location: DatabaseLocation?
    private let folder: URL?

    /// - Parameter migrated: with the newest schema, or empty.
    public init(_ kind: StoreKind, migrated: Bool = true) async throws {
        self.kind = kind
        switch kind {
        case .memory: (location, folder) = (nil, nil)
        case .file:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gorse-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            self.folder = folder
            location = .file(path: folder.appendingPathComponent("gorse.sqlite").path)
        case .postgresql:
            folder = nil
            let server = try await TestPostgreSQL.shared()
            location = .postgresql(migrated ? try await MigratedTemplate.instance.copy(on: server) : try server.makeDatabase())
            return
        }
        if migrated, let location {
            let engine = try location.open(log: .silent)
            try await Migrator(engine).migrate(at: ManualTime().source.now())
            await engine.close()
        }
    }

    deinit {
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    /// An engine of its own on this database; in memory, a database of its own.
    public func open(_ configuration: PostgreSQLEngine.Configuration = .init()) throws -> any SQLEngine {
        guard let location else { return try SQLiteEngine(path: nil) }
        return try location.open(configuration, log: .silent)
    }
}

/// Runs `body` on a fresh database with the newest schema, or an empty one, and closes it.
public func withStore<Value>(
    _ kind: StoreKind, migrated: Bool = true, _ body: (any SQLEngine) async throws -> Value
) async throws -> Value {
    let database = try await TestDatabase(kind, migrated: migrated)
    let engine = try database.open()
    if kind == .memory, migrated { try await Migrator(engine).migrate(at: ManualTime().source.now()) }
    do {
        let value = try await body(engine)
        await engine.close()
        return value
    } catch {
        await engine.close()
        throw error
    }
}

/// A database that is migrated once, and copied for each test.
private actor MigratedTemplate {
    static let instance = MigratedTemplate()
    private var making: Task<String, any Error>?

    func copy(on server: TestPostgreSQL) async throws -> PostgreSQLLocation {
        let making =
            making
            ?? Task {
                let location = try server.makeDatabase()
                let engine = try PostgreSQLEngine(location, log: .silent)
                try await Migrator(engine).migrate(at: ManualTime().source.now())
                await engine.close()
                return location.databaseName!
            }
        self.making = making
        return try server.makeDatabase(from: try await making.value)
    }
}

extension Logger {
    /// Says nothing.
    public static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
