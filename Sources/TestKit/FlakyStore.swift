import Store
import Telecom

/// A store that goes away and comes back as a test says.
public final class FlakyStore: SQLEngine {
    private let inner: any SQLEngine
    private let down = Lock(false)

    public init(_ inner: any SQLEngine) { self.inner = inner }

    public var dialect: SQLDialect { inner.dialect }

    /// While it is down every transaction is refused as `.unavailable`.
    public var isDown: Bool {
        get { down.withLock { $0 } }
        set { down.withLock { $0 = newValue } }
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value {
        try refuseWhenDown()
        return try await inner.read(body)
    }

    public func write<Value: Sendable>(
        isolation: SQLIsolation, _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try refuseWhenDown()
        return try await inner.write(isolation: isolation, body)
    }

    public func listen(_ channel: String) -> AsyncStream<String> { inner.listen(channel) }
    public func close() async { await inner.close() }

    private func refuseWhenDown() throws { if isDown { throw StoreError.unavailable("down") } }
}
