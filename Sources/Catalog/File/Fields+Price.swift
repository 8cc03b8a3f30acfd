import Telecom
import Yams

extension Fields {
    func currencies(_ key: String) -> [Currency] {
        var currencies: [Currency] = []
        for (node, path) in list(key, 1...Currency.allCases.count) {
            guard let currency = node.scalar.flatMap({ Currency(rawValue: $0.string) }), !currencies.contains(currency) else {
                problems.report(
                    "must be one of \(Currency.allCases.map(\.rawValue).joined(separator: ", ")), each once", at: path,
                    line: node.mark?.line)
                continue
            }
            currencies.append(currency)
        }
        if !currencies.isEmpty, !currencies.contains(.usd) { report("must hold USD", key) }
        return currencies
    }

    /// `free`, or an amount with two decimals for each currency of the catalogue.
    func price(_ key: String, _ currencies: [Currency]) -> Price? {
        guard let node = node(key) else { return nil }
        if node.scalar?.string == "free" { return .free }
        guard node.mapping != nil else {
            report("must be free, or an amount for each of \(currencies.map(\.rawValue).joined(separator: ", "))", key)
            return nil
        }
        guard let fields = fields(key, keys: currencies.map(\.rawValue)) else { return nil }
        var minorUnits: [Currency: Int64] = [:]
        for currency in currencies { minorUnits[currency] = fields.amount(currency.rawValue) }
        return minorUnits.count == currencies.count ? Price(minorUnits) : nil
    }

    private func amount(_ key: String) -> Int64? {
        let rule = "must be an amount with two decimals from 0.00 to \(Money(minorUnits: Money.greatestPrice, currency: .usd).decimal)"
        guard let text = scalar(key, rule) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...8).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let minorUnits = Int64(parts.joined()), minorUnits <= Money.greatestPrice
        else {
            report(rule, key)
            return nil
        }
        return minorUnits
    }

    func rewards(_ key: String) -> RewardTerms? {
        guard let fields = fields(key, keys: ["cashback_basis_points", "welcome", "founder"]) else { return nil }
        let basisPoints = fields.integer("cashback_basis_points", 0...10_000)
        let welcome = fields.tokens("welcome")
        let founder = fields.tokens("founder")
        guard let basisPoints, let welcome, let founder else { return nil }
        return RewardTerms(cashbackBasisPoints: basisPoints, welcome: welcome, founder: founder)
    }

    /// The taxes that prices include, one for a country.
    func taxes(_ key: String) -> [Country: TaxRate] {
        var taxes: [Country: TaxRate] = [:]
        for (node, path) in list(key, 0...250) {
            guard let fields = Fields(node, at: path, keys: ["country", "name", "basis_points"], problems) else { continue }
            let rule = "must be the two capital letters of a country (ISO 3166-1), each once"
            let code = fields.scalar("country", rule)
            let name = fields.text("name", 1...40)
            let basisPoints = fields.integer("basis_points", 1...10_000)
            guard let code, let name, let basisPoints else { continue }
            guard let country = Country(code), country.code == code, taxes[country] == nil else {
                fields.report(rule, "country")
                continue
            }
            taxes[country] = TaxRate(country: country, name: name, basisPoints: basisPoints)
        }
        return taxes
    }

    private func tokens(_ key: String) -> TokenAmount? {
        let rule = "must be a decimal amount of DOTM from 0 to 10333333"
        guard let text = scalar(key, rule) else { return nil }
        guard let amount = TokenAmount(text), (.zero...TokenAmount.supplyCap).contains(amount) else {
            report(rule, key)
            return nil
        }
        return amount
    }

    func aliases(_ key: String, _ services: [ServiceID: Service]) -> [ServiceID: ServiceID] {
        var aliases: [ServiceID: ServiceID] = [:]
        for (name, node) in entries(key, most: 100) {
            let path = "\(inside(key)).\(name)"
            guard let alias = ServiceID(name), services[alias] == nil else {
                problems.report("an alias must be a name as \(serviceIDRule), and not that of a service", at: path, line: node.mark?.line)
                continue
            }
            guard let target = node.scalar.flatMap({ ServiceID($0.string) }), services[target] != nil else {
                problems.report("must name a service of this file", at: path, line: node.mark?.line)
                continue
            }
            aliases[alias] = target
        }
        return aliases
    }

    func priceLists(_ key: String, _ services: [ServiceID: Service], _ currencies: [Currency]) -> [PriceList] {
        entries(key, most: 1000).compactMap { name, node in
            let path = "\(inside(key)).\(name)"
            guard let brandID = BrandID(name) else {
                problems.report("must be the id of a brand, such as \(BrandID.dotm)", at: path, line: node.mark?.line)
                return nil
            }
            return Fields(node, at: path, keys: ["platform", "hidden", "prices"], problems)?.priceList(brandID, services, currencies)
        }
    }

    private func priceList(_ brandID: BrandID, _ services: [ServiceID: Service], _ currencies: [Currency]) -> PriceList {
        var hidden: Set<ServiceID> = []
        for (node, path) in list("hidden", 0...500) {
            guard let id = node.scalar.flatMap({ ServiceID($0.string) }), services[id] != nil else {
                problems.report("must name a service of this file", at: path, line: node.mark?.line)
                continue
            }
            hidden.insert(id)
        }
        var prices: [ServiceID: Price] = [:]
        let priced = entries("prices", most: 500)
        let keys = priced.map(\.key)
        for (name, node) in priced {
            guard let id = ServiceID(name), let service = services[id], service.isSold else {
                problems.report("must name a service of this file that is sold", at: "\(inside("prices")).\(name)", line: node.mark?.line)
                continue
            }
            prices[id] = fields("prices", keys: keys)?.price(name, currencies)
        }
        return PriceList(brandID: brandID, platform: optionalText("platform", 1...40), hidden: hidden, prices: prices)
    }
}
