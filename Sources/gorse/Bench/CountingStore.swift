import Store
import Synchronization

/// Counts the transactions that write, to know how large the batches were.
final class CountingStore: SQLEngine {
    private let store: any SQLEngine
    private let count = Atomic<Int>(0)

    init(_ store: any SQLEngine) { self.store = store }

    var dialect: SQLDialect { store.dialect }
    var writes: Int { count.load(ordering: .relaxed) }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try await store.read(body)
    }

    func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        count.add(1, ordering: .relaxed)
        return try await store.write(isolation: isolation, body)
    }

    func listen(_ channel: String) -> AsyncStream<String> { store.listen(channel) }
    func close() async { await store.close() }
}
