import Subscribers
import Telecom

/// The way to the MMEs: requests of ours that an MME answers.
///
/// Every call may come again (a lost answer, a crash) and then changes nothing more.
public protocol ServingNodes: Sendable {
    /// Gives an MME what holds for a subscriber now, barring too.
    /// - Throws: when the MME did not take it or could not be reached; tried again later, it may.
    func insertSubscriberData(_ subscriber: Subscriber, at node: ServingNode) async throws -> ServingNodeAnswer

    /// Has an MME forget a subscriber.
    func cancelLocation(of imsi: IMSI, _ cause: LocationCancellation, at node: ServingNode) async throws -> ServingNodeAnswer
}

public enum ServingNodeAnswer: Hashable, Sendable {
    case done
    /// The MME does not serve this subscriber.
    case unknownSubscriber
}

/// Why a location is cancelled. Source: 3GPP TS 29.272 §7.3.24.
public enum LocationCancellation: String, Hashable, Sendable {
    /// Another MME serves the subscriber.
    case mmeUpdate
    case subscriptionWithdrawn
}

/// Where no core network is served, no MME can be reached.
public struct NoServingNodes: ServingNodes {
    public struct Unreachable: Error {}

    public init() {}

    public func insertSubscriberData(_ subscriber: Subscriber, at node: ServingNode) async throws -> ServingNodeAnswer {
        throw Unreachable()
    }

    public func cancelLocation(
        of imsi: IMSI, _ cause: LocationCancellation, at node: ServingNode
    ) async throws -> ServingNodeAnswer { throw Unreachable() }
}
