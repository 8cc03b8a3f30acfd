import Store
import Telecom

/// A database in memory with the newest schema, made in a few milliseconds.
public func memoryStore(at time: Timestamp = ManualTime().source.now()) async throws -> SQLiteEngine {
    let engine = try SQLiteEngine(path: nil)
    try await Migrator(engine).migrate(at: time)
    return engine
}
