import Catalog
import Telecom

/// How a gateway is to treat a session. Source of the terms: 3GPP TS 23.203 §6.
public struct PolicyDecision: Hashable, Codable, Sendable {
    /// QoS class identifier of the default bearer, 5...9.
    public let qci: Int
    /// Priority level of the default bearer, 1 (highest) to 15.
    public let priority: Int
    /// All of the session's traffic together.
    public let rates: BitRates
    /// By name, each once.
    public let rules: [PolicyRule]
    /// Octets after which the gateway reports what the line used; `nil`: it need not.
    public let reportAfter: DataVolume?
    /// When the gateway is to ask again.
    public let revalidateAt: Timestamp?
    /// The line has used what is fair this month.
    public let isThrottled: Bool
    /// Going to another network may change the decision.
    public let dependsOnNetwork: Bool

    /// A session is granted a twentieth of the fair volume at a time: so much may a line exceed it with each further session.
    private static let reportsInVolume: Int64 = 20
    private static let leastReport = DataVolume.megabytes(10)

    /// The best of each that the services give, less what roaming and fair use take.
    public init(_ facts: PolicyFacts, terms: PolicyTerms) {
        let improvements = facts.services.compactMap { terms.services[$0] }
        qci = improvements.compactMap(\.qci).reduce(terms.base.qci, min)
        priority = improvements.compactMap(\.priority).reduce(terms.base.priority, min)
        var rates = BitRates(
            downlinkKilobits: improvements.compactMap(\.downlinkKilobits).reduce(terms.base.rates.downlinkKilobits, max),
            uplinkKilobits: improvements.compactMap(\.uplinkKilobits).reduce(terms.base.rates.uplinkKilobits, max))
        var names = improvements.reduce(terms.base.rules) { $0.union($1.rules) }

        if let roaming = terms.roaming, let country = facts.servingCountry, !roaming.home.contains(country) {
            rates = rates.limited(to: roaming.rates)
            names.formUnion(roaming.rules)
        }
        dependsOnNetwork = terms.roaming != nil

        if let fairUse = terms.fairUse {
            isThrottled = facts.used >= fairUse.volume
            if isThrottled { rates = rates.limited(to: fairUse.rates) }
            let step = max(DataVolume(octets: fairUse.volume.octets / Self.reportsInVolume), Self.leastReport)
            reportAfter = isThrottled ? nil : min(fairUse.volume - facts.used, step)
            revalidateAt = facts.time.startOfNextMonth.adding(seconds: facts.revalidationDelaySeconds)
        } else {
            (isThrottled, reportAfter, revalidateAt) = (false, nil, nil)
        }
        self.rates = rates
        rules = names.sorted().compactMap { name in terms.rules[name].map { PolicyRule(name, $0) } }
    }
}

extension PolicyDecision {
    /// Whether a gateway would do something else; how far it is to the next report does not count.
    public func differs(from other: PolicyDecision) -> Bool {
        (qci, priority, rates) != (other.qci, other.priority, other.rates) || rules != other.rules
            || (reportAfter == nil) != (other.reportAfter == nil)
    }
}

/// A rule as a decision carries it.
public struct PolicyRule: Hashable, Codable, Sendable {
    public let name: String
    public let kind: Kind
    /// Of a dynamic rule: its IPFilterRules.
    public let filters: [String]
    public let precedence: Int
    public let isBlocked: Bool

    public enum Kind: String, Codable, Sendable {
        case predefined, base, dynamic
    }

    public init(_ name: String, _ rule: PolicyTerms.Rule) {
        self.name = name
        switch rule {
        case .predefined: (kind, filters, precedence, isBlocked) = (.predefined, [], 0, false)
        case .base: (kind, filters, precedence, isBlocked) = (.base, [], 0, false)
        case .dynamic(let filters, let precedence, let isBlocked):
            (kind, self.filters, self.precedence, self.isBlocked) = (.dynamic, filters, precedence, isBlocked)
        }
    }
}
