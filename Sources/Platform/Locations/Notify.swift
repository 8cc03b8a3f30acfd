import Store
import Subscribers
import Telecom

public enum NotifyOutcome: Hashable, Sendable {
    case noted
    case unknownSubscriber
    /// The MME that notifies does not serve the subscriber.
    case unknownServingNode
}

extension Platform {
    /// An MME tells which packet gateway it has chosen, or something that nothing here depends on. Source: 3GPP TS 29.272 §5.2.5.1.
    public func notify(_ imsi: IMSI, by node: ServingNode, gateway: ServingNode?) async throws -> NotifyOutcome {
        try await store.write { transaction in
            guard try transaction.subscriber(imsi) != nil else { return .unknownSubscriber }
            guard let location = try transaction.location(of: imsi), location.purgedAt == nil, location.node.isSame(as: node) else {
                return .unknownServingNode
            }
            if let gateway { try transaction.setGateway(of: location, gateway) }
            return .noted
        }
    }
}
