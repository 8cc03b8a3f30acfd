import Telecom

/// How the network treats lines by what they have bought, as the operator set it. `Policy` decides by these.
public struct PolicyTerms: Sendable, Equatable {
    /// What every line has.
    public let base: Treatment
    /// What services add to it. Of several, a line has the best of each.
    public let services: [ServiceID: Improvement]
    /// Rules by their names; every name that a treatment, an improvement or roaming says is one of them.
    public let rules: [String: Rule]
    /// `nil`: away is like at home.
    public let roaming: Roaming?
    /// `nil`: no volume slows a line.
    public let fairUse: FairUse?

    public struct Treatment: Sendable, Equatable {
        /// QoS class identifier of the default bearer, 5...9: those without a guaranteed rate, the lower the better (3GPP TS 23.203 §6.1.7).
        public let qci: Int
        /// Whose bearers give way when there is too little for all: 1 (the last to) to 15.
        public let priority: Int
        public let rates: BitRates
        public let rules: Set<String>

        public init(qci: Int, priority: Int, rates: BitRates, rules: Set<String>) {
            self.qci = qci
            self.priority = priority
            self.rates = rates
            self.rules = rules
        }
    }

    /// What is `nil` stays as it is.
    public struct Improvement: Sendable, Equatable {
        public let qci: Int?
        public let priority: Int?
        public let downlinkKilobits: Int?
        public let uplinkKilobits: Int?
        public let rules: Set<String>

        public init(
            qci: Int? = nil, priority: Int? = nil, downlinkKilobits: Int? = nil, uplinkKilobits: Int? = nil, rules: Set<String> = []
        ) {
            self.qci = qci
            self.priority = priority
            self.downlinkKilobits = downlinkKilobits
            self.uplinkKilobits = uplinkKilobits
            self.rules = rules
        }
    }

    /// What a gateway does with some of the traffic.
    public enum Rule: Sendable, Equatable {
        /// The gateway is configured with it.
        case predefined
        /// The gateway is configured with a group of rules of this name.
        case base
        /// - filters: IPFilterRules as 3GPP TS 29.212 §5.4.2 restricts them, 1...20.
        /// - precedence: of several rules that match, the lowest is applied; 0...65535.
        /// - isBlocked: the traffic is dropped.
        case dynamic(filters: [String], precedence: Int, isBlocked: Bool)
    }

    /// Abroad: where the serving network's country is none of `home`.
    public struct Roaming: Sendable, Equatable {
        public let home: Set<Country>
        /// No line has more.
        public let rates: BitRates
        /// Beside those that it has.
        public let rules: Set<String>

        public init(home: Set<Country>, rates: BitRates, rules: Set<String>) {
            self.home = home
            self.rates = rates
            self.rules = rules
        }
    }

    public struct FairUse: Sendable, Equatable {
        /// Of a line in a calendar month (UTC), over all its sessions.
        public let volume: DataVolume
        /// What a line that used it has, at most, until the month ends.
        public let rates: BitRates

        public init(volume: DataVolume, rates: BitRates) {
            self.volume = volume
            self.rates = rates
        }
    }

    public init(
        base: Treatment, services: [ServiceID: Improvement] = [:], rules: [String: Rule] = [:], roaming: Roaming? = nil,
        fairUse: FairUse? = nil
    ) {
        self.base = base
        self.services = services
        self.rules = rules
        self.roaming = roaming
        self.fairUse = fairUse
    }

    /// Of a catalogue that says nothing: best effort, 100 Mbit/s down and 50 Mbit/s up, all traffic passes.
    public static let standard = PolicyTerms(
        base: Treatment(
            qci: 9, priority: 10, rates: BitRates(downlinkKilobits: 100_000, uplinkKilobits: 50_000), rules: ["everything"]),
        rules: ["everything": .dynamic(filters: ["permit out ip from any to any"], precedence: 1000, isBlocked: false)])
}

/// Rates to and from the subscriber, in thousands of bits a second, each 1...4,000,000.
public struct BitRates: Hashable, Codable, Sendable {
    public let downlinkKilobits: Int
    public let uplinkKilobits: Int

    public static let range = 1...4_000_000

    public init(downlinkKilobits: Int, uplinkKilobits: Int) {
        precondition(Self.range.contains(downlinkKilobits) && Self.range.contains(uplinkKilobits), "a rate out of range")
        self.downlinkKilobits = downlinkKilobits
        self.uplinkKilobits = uplinkKilobits
    }

    /// The lower of each.
    public func limited(to other: BitRates) -> BitRates {
        BitRates(
            downlinkKilobits: min(downlinkKilobits, other.downlinkKilobits), uplinkKilobits: min(uplinkKilobits, other.uplinkKilobits))
    }
}
