import Store
import Subscribers
import Telecom

public enum PurgeOutcome: Hashable, Sendable {
    case purged
    /// Another MME serves the subscriber: what this one forgets does not matter.
    case servedElsewhere
    case unknownSubscriber
}

extension Platform {
    /// An MME has forgotten a subscriber that was silent for long. Source: 3GPP TS 29.272 §5.2.1.3.
    public func purgeUE(_ imsi: IMSI, by node: ServingNode) async throws -> PurgeOutcome {
        let now = time.now()
        return try await store.write { transaction in
            guard try transaction.subscriber(imsi) != nil else { return .unknownSubscriber }
            guard let location = try transaction.location(of: imsi), location.node.isSame(as: node) else { return .servedElsewhere }
            if location.purgedAt == nil { try transaction.markPurged(location, at: now) }
            return .purged
        }
    }
}
