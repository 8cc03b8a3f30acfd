import Catalog
import Telecom

/// The published form of the catalogue. Every amount of money is a number with two decimals, written from whole cents.
extension Catalog {
    func json(in currency: Currency, loadedAt: Timestamp) -> JSONValue {
        let categories = categories.map { category in
            JSONValue.Member(
                category.id,
                [
                    "title": .string(category.title), "description": .string(category.description),
                    "services": .array(category.services.map { $0.json }),
                ])
        }
        var members: [JSONValue.Member] = [
            .init("platform", .string(platform)), .init("version", .string(version)), .init("timestamp", .string(loadedAt.description)),
            .init("services", .object(categories)), .init("cost_summary", CostSummary(self, currency: currency).json),
            .init(
                "endpoints",
                [
                    "service_details": "/mcp/service/{service_id}", "pricing_calculator": "/mcp/calculate", "full_catalog": "/mcp",
                ]),
        ]
        members.nameCurrency(currency)
        return .object(members)
    }
}

extension Service {
    /// Its prices stand in it in every currency that is sold: `price_usd`, `price_cad`.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(id.text)), .init("name", .string(name)), .init("description", .string(description)),
            .init("type", .string(kind.rawValue)),
        ]
        for currency in Currency.allCases {
            guard let price = price[currency] else { continue }
            members.append(.init("price_\(currency.rawValue.lowercased())", price.json))
        }
        members.append(.init("features", .array(features.map { .string($0) })))
        members.append(.init("availability", .string(availability)))
        if let billingCycle { members.append(.init("billing_cycle", .string(billingCycle.rawValue))) }
        if let defaultEnabled { members.append(.init("default_enabled", .boolean(defaultEnabled))) }
        let words = [
            ("token_amount", tokenAmount), ("reward_percentage", rewardPercentage), ("processing_fee", processingFee),
            ("response_time", responseTime),
        ]
        for case (let key, let text?) in words { members.append(.init(key, .string(text))) }
        return .object(members)
    }
}

extension CostSummary {
    var json: JSONValue {
        [
            "minimum_monthly": minimumMonthly.json, "basic_monthly": basicMonthly.json, "full_monthly": fullMonthly.json,
            "maximum_monthly": maximumMonthly.json, "basic_yearly": basicYearly.json, "full_yearly": fullYearly.json,
            "maximum_yearly": maximumYearly.json,
        ]
    }
}

extension CostEstimate {
    func json(in currency: Currency, at time: Timestamp) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("selected_services", .array(selected.map(\.json))),
            .init(
                "pricing",
                [
                    "one_time_total": oneTimeTotal.json, "monthly_recurring": monthlyRecurring.json,
                    "yearly_recurring": yearlyRecurring.json,
                    "annual_total": annualTotal.json, "first_year_total": firstYearTotal.json,
                ]),
            .init("unknown_services", .array(unknown.map { .string($0) })), .init("timestamp", .string(time.description)),
        ]
        members.nameCurrency(currency)
        return .object(members)
    }
}

extension Money {
    fileprivate var json: JSONValue { .hundredths(minorUnits) }
}

extension [JSONValue.Member] {
    /// The published form is in US dollars and does not say so; another currency is named.
    fileprivate mutating func nameCurrency(_ currency: Currency) {
        if currency != .usd { append(.init("currency", .string(currency.rawValue))) }
    }
}
