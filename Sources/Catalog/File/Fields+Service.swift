import Telecom
import Yams

let serviceIDRule = "a lower-case letter, then up to 39 lower-case letters, digits or _"

extension Fields {
    func categories(_ key: String, _ currencies: [Currency], _ rewards: RewardTerms) -> [Catalog.Category] {
        var seen: Set<ServiceID> = []
        let categories = list(key, 1...50).compactMap { node, path in
            Fields(node, at: path, keys: ["id", "title", "description", "services"], problems)?.category(currencies, rewards, &seen)
        }
        if categories.reduce(0, { $0 + $1.services.count }) > 500 { report("hold more than 500 services", key) }
        return categories
    }

    /// - Parameter seen: the names of categories and services so far; each name stands once in a file.
    private func category(_ currencies: [Currency], _ rewards: RewardTerms, _ seen: inout Set<ServiceID>) -> Catalog.Category? {
        let id = name("id", &seen)
        let title = text("title", 1...80)
        let description = text("description", 0...500)
        let keys = [
            "id", "name", "description", "type", "price", "billing_cycle", "availability", "features", "fulfilment", "default_enabled",
            "processing_fee", "response_time",
        ]
        var services: [Service] = []
        for (node, path) in list("services", 1...100) {
            guard let fields = Fields(node, at: path, keys: keys, problems) else { continue }
            if let service = fields.service(in: id?.text ?? "", currencies, rewards, &seen) { services.append(service) }
        }
        guard let id, let title, let description else { return nil }
        return Catalog.Category(id: id.text, title: title, description: description, services: services)
    }

    private func name(_ key: String, _ seen: inout Set<ServiceID>) -> ServiceID? {
        let rule = "must be \(serviceIDRule)"
        guard let text = scalar(key, rule) else { return nil }
        guard let id = ServiceID(text) else {
            report(rule, key)
            return nil
        }
        guard seen.insert(id).inserted else {
            report("\(id) is already the name of a category or service", key)
            return nil
        }
        return id
    }

    private func service(
        in categoryID: String, _ currencies: [Currency], _ rewards: RewardTerms, _ seen: inout Set<ServiceID>
    ) -> Service? {
        let id = name("id", &seen)
        let title = text("name", 1...80)
        let description = text("description", 0...500)
        let kind = choice("type", Service.Kind.self)
        let price = price("price", currencies)
        let cycle = has("billing_cycle") ? choice("billing_cycle", Service.BillingCycle.self) : nil
        let availability = text("availability", 1...40)
        let features = list("features", 0...40).compactMap { node, path -> String? in
            guard let text = node.scalar?.string, (1...200).contains(text.count), !text.contains(where: \.isNewline) else {
                problems.report("must be text of 1 to 200 characters on one line", at: path, line: node.mark?.line)
                return nil
            }
            return text
        }
        let fulfilment = has("fulfilment") ? self.fulfilment("fulfilment") : Fulfilment.none
        let defaultEnabled = has("default_enabled") ? flag("default_enabled") : nil
        guard let id, let title, let description, let kind, let price, let availability, let fulfilment else { return nil }
        let service = Service(
            id: id, categoryID: categoryID, name: title, description: description, kind: kind, price: price, billingCycle: cycle,
            availability: availability, features: features, fulfilment: fulfilment, defaultEnabled: defaultEnabled,
            tokenAmount: kind.tokenAmount(rewards), rewardPercentage: kind == .cashbackReward ? rewards.cashbackPercentage : nil,
            processingFee: optionalText("processing_fee", 1...80), responseTime: optionalText("response_time", 1...40))
        checkFulfilment(of: service)
        return service
    }

    /// `membership`, `add_on`, `shipment`, or the terms of a bucket.
    private func fulfilment(_ key: String) -> Fulfilment? {
        switch node(key)?.scalar?.string {
        case "membership": return .membership(validitySeconds: Fulfilment.membershipYearSeconds)
        case "add_on": return .addOn(periodMonths: 1)
        case "shipment": return .shipment
        case .some:
            report("must be membership, add_on, shipment or a mapping with bucket", key)
            return nil
        case nil: break
        }
        let keys = ["megabytes", "seconds", "messages", "validity_days", "priority", "creates_line"]
        guard let bucket = fields(key, keys: ["bucket"])?.fields("bucket", keys: keys) else { return nil }
        let allowance = bucket.allowance()
        let validityDays = bucket.has("validity_days") ? bucket.integer("validity_days", 1...3660) : nil
        let priority = bucket.integer("priority", 1...1000)
        let createsLine = bucket.has("creates_line") ? bucket.flag("creates_line") : false
        guard let allowance, let priority, let createsLine else { return nil }
        return .bucket(allowance, validityDays: validityDays, priority: priority, createsLine: createsLine)
    }

    private func allowance() -> Allowance? {
        let units = ["megabytes", "seconds", "messages"].filter { has($0) }
        guard units.count <= 1 else {
            report("stands beside \(units[0]): a bucket holds one of megabytes, seconds and messages", units[1])
            return nil
        }
        // Without any, megabytes are said to be missing: data is what most buckets hold.
        guard let count = integer(units.first ?? "megabytes", 1...1_000_000_000).map(Int64.init) else { return nil }
        return switch units.first {
        case "seconds": .seconds(count)
        case "messages": .messages(count)
        default: .data(.megabytes(count))
        }
    }

    /// What is paid must bring something, and a price must fall due as often as the thing bought is renewed.
    private func checkFulfilment(of service: Service) {
        let cadence: Service.Cadence? =
            switch service.fulfilment {
            case .bucket, .shipment: .once
            case .membership: .yearly
            case .addOn: .monthly
            case .none: nil
            }
        if let cadence, cadence != service.cadence {
            report("does not fit the type and billing_cycle of \(service.id)", "fulfilment")
        }
        if cadence == nil, !service.price.isFree {
            report("is required for a service that costs something", "fulfilment")
        }
        if (service.kind == .annualSubscription) != (service.fulfilment.isMembership) {
            report("must be membership for an annual_subscription, and for nothing else", "fulfilment")
        }
        if (service.kind == .addOn || service.kind == .monthlySubscription), service.billingCycle != .monthly {
            report("must be monthly for this type", "billing_cycle")
        }
        if service.kind == .annualSubscription, service.billingCycle == nil || service.billingCycle == .monthly {
            report("must be yearly for this type", "billing_cycle")
        }
    }
}

extension Service.Kind {
    /// The tokens that a reward of this kind brings, in words for people.
    fileprivate func tokenAmount(_ rewards: RewardTerms) -> String? {
        switch self {
        case .welcomeReward: "\(rewards.welcome) DOTM"
        case .oneTimeReward: "\(rewards.founder) DOTM"
        default: nil
        }
    }
}

extension Fulfilment {
    fileprivate var isMembership: Bool {
        if case .membership = self { true } else { false }
    }
}
