import Store
import Subscribers
import Telecom

/// An MME says that it serves a subscriber from now on.
public struct LocationUpdate: Sendable {
    public let imsi: IMSI
    public let node: ServingNode
    public let visitedNetwork: PLMN
    /// Whether the radio access is of the kind that is sold: E-UTRAN.
    public let isEUTRAN: Bool
    /// Whether the MME wants the subscriber's data with the answer; else it goes by what it has.
    public let wantsData: Bool

    public init(imsi: IMSI, node: ServingNode, visitedNetwork: PLMN, isEUTRAN: Bool = true, wantsData: Bool = true) {
        self.imsi = imsi
        self.node = node
        self.visitedNetwork = visitedNetwork
        self.isEUTRAN = isEUTRAN
        self.wantsData = wantsData
    }
}

public enum LocationUpdateOutcome: Hashable, Sendable {
    case accepted(Subscriber)
    case unknownSubscriber
    /// The line is suspended.
    case barred
    case radioAccessNotAllowed
    /// The line's or the brand's rules forbid the visited network.
    case roamingNotAllowed
}

extension Platform {
    /// Records which MME serves a subscriber; the one that served before is told by a job. Source: 3GPP TS 29.272 §5.2.1.1, TS 23.401 §5.3.2.1.
    ///
    /// The same update asked again is accepted again.
    /// - Throws: `StoreError` when nothing could be written.
    public func updateLocation(_ update: LocationUpdate) async throws -> LocationUpdateOutcome {
        let now = time.now()
        let edition = catalogs.edition
        return try await store.write { transaction in
            guard let (subscriber, rules) = try transaction.roamingSubscriber(update.imsi) else { return .unknownSubscriber }
            guard !subscriber.isBarred else { return .barred }
            guard update.isEUTRAN else { return .radioAccessNotAllowed }
            let zone = update.visitedNetwork.country.flatMap { edition.catalog(for: subscriber.brandID).zone(of: $0) }
            guard rules.allow(update.visitedNetwork, in: zone?.id) else { return .roamingNotAllowed }
            let former = try transaction.location(of: update.imsi)
            let treated = try treated(subscriber, in: update.visitedNetwork, at: now, transaction)
            let revision = try transaction.updateLocation(
                of: update.imsi, update.node, in: update.visitedNetwork, told: update.wantsData ? treated.treatment : nil, at: now)
            if let former, former.purgedAt == nil, !former.node.isSame(as: update.node) {
                let job = LocationJob(imsi: update.imsi, node: former.node)
                let key = "\(subscriber.lineID.text):\(revision)"
                try transaction.enqueue(NewJob(kind: LocationJob.cancelLocation, key: key, payload: job), at: now)
            }
            return .accepted(treated)
        }
    }
}
