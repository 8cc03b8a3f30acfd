/// A rule that a gateway applies to a session's traffic. Source: 3GPP TS 29.212 §4.3.
///
/// A rating group is never among what this carries: what traffic is charged as is online charging's affair, and a gateway in the field is
/// known to fall over one here.
public enum ChargingRule: Hashable, Sendable {
    /// A rule that the gateway is configured with, by its name.
    case predefined(String)
    /// A group of rules that the gateway is configured with.
    case base(String)
    /// A rule that is told in full.
    case dynamic(Definition)

    public var name: String {
        switch self {
        case .predefined(let name), .base(let name): name
        case .dynamic(let definition): definition.name
        }
    }

    /// Charging-Rule-Definition. Source: 3GPP TS 29.212 §5.3.4.
    public struct Definition: Hashable, Sendable {
        public var name: String
        public var flows: [Flow]
        public var status: FlowStatus
        /// QoS class identifier and priority of the bearer that the traffic goes over; `nil` leaves it on the default bearer.
        public var bearer: BearerQoS?
        /// Of several rules that match, the lowest is applied.
        public var precedence: UInt32
        /// What the traffic is counted under, beside the session's own count.
        public var monitoringKey: String?

        public init(
            name: String, flows: [Flow], status: FlowStatus = .enabled, bearer: BearerQoS? = nil, precedence: UInt32,
            monitoringKey: String? = nil
        ) {
            self.name = name
            self.flows = flows
            self.status = status
            self.bearer = bearer
            self.precedence = precedence
            self.monitoringKey = monitoringKey
        }
    }

    /// Flow-Information. Source: 3GPP TS 29.212 §5.3.53.
    public struct Flow: Hashable, Sendable {
        /// An IPFilterRule such as `permit out ip from 192.0.2.0/24 to any`; it is written for the downlink (§5.4.2).
        public var filter: String
        public var direction: FlowDirection

        public init(filter: String, direction: FlowDirection = .bidirectional) {
            self.filter = filter
            self.direction = direction
        }
    }
}

/// Charging-Rule-Report: what became of rules. Source: 3GPP TS 29.212 §5.3.18.
public struct ChargingRuleReport: Hashable, Sendable {
    public var names: [String]
    public var baseNames: [String]
    public var status: PCCRuleStatus?
    public var failure: RuleFailureCode?

    public init(names: [String] = [], baseNames: [String] = [], status: PCCRuleStatus?, failure: RuleFailureCode? = nil) {
        self.names = names
        self.baseNames = baseNames
        self.status = status
        self.failure = failure
    }

    init(_ group: AVPGroup) throws(DiameterFailure) {
        names = try group.all(AVPs.chargingRuleName).map { String(decoding: $0, as: UTF8.self) }
        baseNames = try group.all(AVPs.chargingRuleBaseName)
        status = try group.first(AVPs.pccRuleStatus)
        failure = try group.first(AVPs.ruleFailureCode)
    }

    var group: AVPGroup {
        var group = AVPGroup([])
        for name in names { group.append(AVPs.chargingRuleName, [UInt8](name.utf8)) }
        for name in baseNames { group.append(AVPs.chargingRuleBaseName, name) }
        group.append(AVPs.pccRuleStatus, status)
        group.append(AVPs.ruleFailureCode, failure)
        return group
    }
}

extension [ChargingRule] {
    /// Charging-Rule-Install. Source: 3GPP TS 29.212 §5.3.2.
    var installation: AVPGroup {
        AVPGroup(
            map { rule in
                switch rule {
                case .predefined(let name): AVPs.chargingRuleName([UInt8](name.utf8))
                case .base(let name): AVPs.chargingRuleBaseName(name)
                case .dynamic(let definition): AVPs.chargingRuleDefinition(definition.group)
                }
            })
    }

    /// Charging-Rule-Remove, which names rules alone. Source: 3GPP TS 29.212 §5.3.3.
    var removal: AVPGroup {
        AVPGroup(
            map { rule in
                if case .base(let name) = rule { AVPs.chargingRuleBaseName(name) } else { AVPs.chargingRuleName([UInt8](rule.name.utf8)) }
            })
    }

    /// - Throws: `DiameterFailure`.
    init(_ group: AVPGroup) throws(DiameterFailure) {
        self = []
        for definition in try group.all(AVPs.chargingRuleDefinition) { append(.dynamic(try ChargingRule.Definition(definition))) }
        for name in try group.all(AVPs.chargingRuleName) { append(.predefined(String(decoding: name, as: UTF8.self))) }
        for name in try group.all(AVPs.chargingRuleBaseName) { append(.base(name)) }
    }
}

extension ChargingRule.Definition {
    fileprivate var group: AVPGroup {
        var group = AVPGroup([AVPs.chargingRuleName([UInt8](name.utf8))])
        for flow in flows {
            group.append(
                AVPs.flowInformation, AVPGroup([AVPs.flowDescription(flow.filter), AVPs.flowDirection(flow.direction)]))
        }
        group.append(AVPs.flowStatus, status)
        group.append(AVPs.qoSInformation, bearer?.group)
        group.append(AVPs.precedence, precedence)
        group.append(AVPs.monitoringKey, monitoringKey.map { Array($0.utf8) })
        return group
    }

    fileprivate init(_ group: AVPGroup) throws(DiameterFailure) {
        name = String(decoding: try group.required(AVPs.chargingRuleName), as: UTF8.self)
        flows = []
        for flow in try group.all(AVPs.flowInformation) {
            flows.append(
                ChargingRule.Flow(
                    filter: try flow.required(AVPs.flowDescription), direction: try flow.first(AVPs.flowDirection) ?? .unspecified))
        }
        status = try group.first(AVPs.flowStatus) ?? .enabled
        bearer = try group.first(AVPs.qoSInformation).map { quality throws(DiameterFailure) in try BearerQoS(quality) }
        precedence = try group.required(AVPs.precedence)
        monitoringKey = try group.first(AVPs.monitoringKey).map { String(decoding: $0, as: UTF8.self) }
    }
}
