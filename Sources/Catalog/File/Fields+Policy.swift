import Telecom
import Yams

private let ruleNameRule = "a lower-case letter, then up to 39 lower-case letters, digits, _ or -"

extension Fields {
    /// How the network treats lines; `PolicyTerms.standard` when left out.
    func policy(_ key: String, _ services: [ServiceID: Service]) -> PolicyTerms {
        guard has(key), let fields = fields(key, keys: ["default", "services", "rules", "roaming", "fair_use"]) else { return .standard }
        let rules = fields.rules("rules")
        guard let base = fields.treatment("default", Set(rules.keys)) else { return .standard }
        return PolicyTerms(
            base: base, services: fields.improvements("services", services, Set(rules.keys)), rules: rules,
            roaming: fields.has("roaming") ? fields.roaming("roaming", Set(rules.keys)) : nil,
            fairUse: fields.has("fair_use") ? fields.fairUse("fair_use") : nil)
    }

    private static let qcis = 5...9
    private static let priorities = 1...15

    private func treatment(_ key: String, _ known: Set<String>) -> PolicyTerms.Treatment? {
        guard let fields = fields(key, keys: ["qci", "priority", "downlink_kbps", "uplink_kbps", "rules"]) else { return nil }
        let qci = fields.integer("qci", Self.qcis)
        let priority = fields.integer("priority", Self.priorities)
        let rates = fields.rates()
        let rules = fields.ruleNames("rules", known)
        guard let qci, let priority, let rates else { return nil }
        return PolicyTerms.Treatment(qci: qci, priority: priority, rates: rates, rules: rules)
    }

    private func improvements(
        _ key: String, _ services: [ServiceID: Service], _ known: Set<String>
    ) -> [ServiceID: PolicyTerms.Improvement] {
        var improvements: [ServiceID: PolicyTerms.Improvement] = [:]
        for (name, node) in entries(key, most: 500) {
            let path = "\(inside(key)).\(name)"
            guard let id = ServiceID(name), let service = services[id], service.fulfilment.isSubscription else {
                problems.report("must name a membership or an add-on of this file", at: path, line: node.mark?.line)
                continue
            }
            let keys = ["qci", "priority", "downlink_kbps", "uplink_kbps", "rules"]
            guard let fields = Fields(node, at: path, keys: keys, problems) else { continue }
            improvements[id] = PolicyTerms.Improvement(
                qci: fields.optionalInteger("qci", Self.qcis), priority: fields.optionalInteger("priority", Self.priorities),
                downlinkKilobits: fields.optionalInteger("downlink_kbps", BitRates.range),
                uplinkKilobits: fields.optionalInteger("uplink_kbps", BitRates.range), rules: fields.ruleNames("rules", known))
        }
        return improvements
    }

    private func roaming(_ key: String, _ known: Set<String>) -> PolicyTerms.Roaming? {
        guard let fields = fields(key, keys: ["home", "downlink_kbps", "uplink_kbps", "rules"]) else { return nil }
        var home: Set<Country> = []
        for (node, path) in fields.list("home", 1...250) {
            guard let code = node.scalar?.string, let country = Country(code), country.code == code, home.insert(country).inserted else {
                problems.report("must be the two capital letters of a country (ISO 3166-1), each once", at: path, line: node.mark?.line)
                continue
            }
        }
        let rules = fields.ruleNames("rules", known)
        return fields.rates().map { PolicyTerms.Roaming(home: home, rates: $0, rules: rules) }
    }

    private func fairUse(_ key: String) -> PolicyTerms.FairUse? {
        guard let fields = fields(key, keys: ["gigabytes", "downlink_kbps", "uplink_kbps"]) else { return nil }
        let gigabytes = fields.integer("gigabytes", 1...1_000_000)
        guard let rates = fields.rates(), let gigabytes else { return nil }
        return PolicyTerms.FairUse(volume: .gigabytes(Int64(gigabytes)), rates: rates)
    }

    private func rates() -> BitRates? {
        let downlink = integer("downlink_kbps", BitRates.range)
        let uplink = integer("uplink_kbps", BitRates.range)
        guard let downlink, let uplink else { return nil }
        return BitRates(downlinkKilobits: downlink, uplinkKilobits: uplink)
    }

    private func optionalInteger(_ key: String, _ range: ClosedRange<Int>) -> Int? { has(key) ? integer(key, range) : nil }

    private func ruleNames(_ key: String, _ known: Set<String>) -> Set<String> {
        var names: Set<String> = []
        for (node, path) in list(key, 0...50) {
            guard let name = node.scalar?.string, known.contains(name) else {
                problems.report("must name a rule of this file", at: path, line: node.mark?.line)
                continue
            }
            names.insert(name)
        }
        return names
    }

    private func rules(_ key: String) -> [String: PolicyTerms.Rule] {
        var rules: [String: PolicyTerms.Rule] = [:]
        for (name, node) in entries(key, most: 100) {
            let path = "\(inside(key)).\(name)"
            guard isRuleName(name) else {
                problems.report("the name of a rule is \(ruleNameRule)", at: path, line: node.mark?.line)
                continue
            }
            switch node.scalar?.string {
            case "predefined": rules[name] = .predefined
            case "base": rules[name] = .base
            case .some:
                problems.report("must be predefined, base or a mapping with filters and precedence", at: path, line: node.mark?.line)
            case nil: rules[name] = Fields(node, at: path, keys: ["filters", "precedence", "blocked"], problems)?.dynamicRule()
            }
        }
        return rules
    }

    private func dynamicRule() -> PolicyTerms.Rule? {
        let filters = list("filters", 1...20).compactMap { node, path -> String? in
            guard let text = node.scalar?.string, text.hasPrefix("permit out "), text.utf8.count <= 255,
                text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else {
                problems.report(
                    "must be an IPFilterRule of at most 255 ASCII characters that begins with \"permit out \" (3GPP TS 29.212 §5.4.2)",
                    at: path, line: node.mark?.line)
                return nil
            }
            return text
        }
        let precedence = integer("precedence", 0...65_535)
        let isBlocked = has("blocked") ? flag("blocked") : false
        guard let precedence, let isBlocked else { return nil }
        return .dynamic(filters: filters, precedence: precedence, isBlocked: isBlocked)
    }
}

private func isRuleName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 40 else { return false }
    return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D }
}

extension Fulfilment {
    fileprivate var isSubscription: Bool {
        switch self {
        case .membership, .addOn: true
        case .bucket, .shipment, .none: false
        }
    }
}
