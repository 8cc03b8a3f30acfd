import Logging
import Platform
import Store
import Telecom

/// A platform on a store in memory, with a clock set by hand (unless `clock` is another) and seeded randomness.
public func testPlatform(
    store: (any SQLEngine)? = nil,
    catalogs: CatalogBook? = nil,
    time: ManualTime = ManualTime(),
    clock: TimeSource? = nil,
    seed: UInt64 = 1,
    identities: TestIdentities = TestIdentities(),
    mailer: any Mailer = OutboxMailer()
) async throws -> Platform {
    let engine: any SQLEngine = if let store { store } else { try await memoryStore(at: time.source.now()) }
    return Platform(
        store: engine,
        catalogs: try catalogs ?? .load(nil, at: time.source.now()),
        time: clock ?? time.source,
        randomness: .seeded(seed),
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        identityVerifiers: [identities],
        mailer: mailer)
}
