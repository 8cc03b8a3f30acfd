import Store
import Subscribers
import Telecom

extension Platform {
    /// Tells the MME that serves a subscriber how things are now, whatever they were when this was decided: the subscription data with
    /// or without barring, or that the subscription has ended. What it has already is not sent again. Source: 3GPP TS 29.272 §5.2.2.1, §5.2.1.2.
    public func informServingNode(of imsi: IMSI) async throws {
        let now = time.now()
        let found = try await store.read { transaction -> (Location, Subscriber?)? in
            guard let location = try transaction.location(of: imsi), location.purgedAt == nil else { return nil }
            guard let subscriber = try transaction.roamingSubscriber(imsi)?.subscriber else { return (location, nil) }
            return (location, try treated(subscriber, in: location.visitedNetwork, at: now, transaction))
        }
        guard let (location, subscriber) = found else { return }
        guard let subscriber else {
            _ = try await servingNodes.cancelLocation(of: imsi, .subscriptionWithdrawn, at: location.node)
            return try await store.write { try $0.removeLocation(location) }
        }
        guard location.told != subscriber.treatment else { return }
        // Until the MME answers, nobody knows what it has.
        if location.told != nil { try await store.write { try $0.setTold(of: location, nil) } }
        switch try await servingNodes.insertSubscriberData(subscriber, at: location.node) {
        case .done: try await store.write { try $0.setTold(of: location, subscriber.treatment) }
        case .unknownSubscriber: try await store.write { try $0.markPurged(location, at: now) }
        }
    }
}

extension JobHandler {
    public static let informServingNode = JobHandler(kind: LocationJob.informServingNode) { platform, job in
        try await platform.informServingNode(of: try job.decode(LocationJob.self).imsi)
    }
}
