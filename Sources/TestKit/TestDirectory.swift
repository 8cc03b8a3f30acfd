import Logging
import Platform
import Providers
import Store
import Telecom

extension MasterKey {
    /// The same for every test.
    public static let test = try! MasterKey([Array(repeating: 7, count: 32)])
}

extension LocalIdentity {
    /// The local identity provider with passwords that hash fast.
    public static func test(store: any SQLEngine, time: ManualTime, seed: UInt64 = 2, tokenIssuer: String? = nil) -> LocalIdentity {
        LocalIdentity(
            publicURL: "http://127.0.0.1:8080", tokenIssuer: tokenIssuer, store: store, masterKey: .test, time: time.source,
            randomness: .seeded(seed), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, hasher: PasswordHasher(cost: .least))
    }
}
