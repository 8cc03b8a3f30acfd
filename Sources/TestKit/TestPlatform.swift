import Logging
import Platform
import Providers
import Store
import Telecom

/// A platform on a store in memory, with a clock set by hand (unless `clock` is another) and seeded randomness.
public func testPlatform(
    store: (any SQLEngine)? = nil,
    catalogs: CatalogBook? = nil,
    time: ManualTime = ManualTime(),
    clock: TimeSource? = nil,
    seed: UInt64 = 1,
    carrier: (any Carrier)? = nil,
    identities: any IdentityVerifier = TestIdentities(),
    directory: (any IdentityDirectory)? = nil,
    payments: (any PaymentProvider)? = nil,
    mailer: any Mailer = OutboxMailer(),
    servingNodes: any ServingNodes = NoServingNodes()
) async throws -> Platform {
    let engine: any SQLEngine = if let store { store } else { try await memoryStore(at: time.source.now()) }
    let source = clock ?? time.source
    let randomness = Randomness.seeded(seed)
    let masterKey = try MasterKey([[UInt8](repeating: 7, count: 32)])
    let network = OwnNetwork(
        OwnNetwork.Settings(smdpAddress: "smdp.example.com")!, store: engine, masterKey: masterKey, time: source, randomness: randomness)
    return Platform(
        store: engine,
        catalogs: try catalogs ?? .load(nil, at: time.source.now()),
        carrier: carrier ?? network,
        masterKey: masterKey,
        time: source,
        randomness: randomness,
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        identityVerifiers: [identities] + (directory.map { [$0] } ?? []),
        servingNodes: servingNodes,
        identityDirectory: directory,
        payments: payments ?? TestCards(books: engine, masterKey: masterKey, time: source, randomness: .seeded(seed &+ 1)),
        mailer: mailer)
}
