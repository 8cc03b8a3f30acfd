import Policy
import Store
import Subscribers
import Telecom

extension Platform {
    /// A subscriber as a network is to treat it: with a quality of its own, or with what it has bought gives by the catalogue's policy, abroad at
    /// most what roaming allows. What is fair in a month is held by packet gateways alone (Gx).
    /// - Parameter network: the visited one; `nil` counts as home.
    func treated(_ subscriber: Subscriber, in network: PLMN?, at time: Timestamp, _ transaction: any SQLTransaction) throws -> Subscriber {
        guard !subscriber.hasOwnQuality, let line = try transaction.line(subscriber.lineID) else { return subscriber }
        let services = try transaction.runningSubscriptions(of: line.accountID).map(\.serviceID)
        let decision = PolicyDecision(
            PolicyFacts(services: Set(services), servingCountry: network?.country, time: time), terms: policyTerms(of: line))
        let access = AccessProfile(
            apn: subscriber.access.apn, qci: decision.qci, allocationRetentionPriority: decision.priority,
            uplinkBitsPerSecond: Int64(decision.rates.uplinkKilobits) * 1000,
            downlinkBitsPerSecond: Int64(decision.rates.downlinkKilobits) * 1000)
        guard let access else { preconditionFailure("terms of the catalogue are in the ranges of a bearer") }
        return subscriber.with(access)
    }
}
