import Store
import Telecom

/// What a network calls a subscriber.
public enum SubscriberIdentity: Hashable, Sendable {
    case imsi(IMSI)
    case msisdn(MSISDN)
}

extension Platform {
    /// The line that the network knows by this identity, in whatever state it is; `nil` when there is none.
    /// - Throws: `StoreError`.
    public func servedLine(_ identity: SubscriberIdentity) async throws -> LineID? {
        try await store.read { transaction in
            switch identity {
            case .imsi(let imsi): try transaction.servedLine(imsi)
            case .msisdn(let msisdn): try transaction.servedLine(msisdn)
            }
        }
    }

    /// The line whose session this is or was; `nil` when charging has never heard of the session.
    /// - Throws: `StoreError`.
    public func servedLine(ofSession sessionID: String) async throws -> LineID? {
        try await store.read { try $0.servedLine(ofSession: sessionID) }
    }
}
