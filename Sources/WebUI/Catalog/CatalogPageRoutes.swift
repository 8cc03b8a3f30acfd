import Catalog
import HTTPAPI
import Platform
import Telecom

enum CatalogPageRoutes {
    static let endpoints: [Endpoint] = [catalog.asPage()]

    static let catalog = Endpoint(
        .get, "/mcp", "showCatalog", tag: "Pages", "Show the catalogue with a calculator", access: .anyone,
        parameters: [.chosenServices, .currency], produces: ["text/html"]
    ) { call in
        let catalog = call.catalog
        let currency = try call.currency(in: catalog)
        let page = CatalogPage(
            catalog, currency: currency, estimate: try call.estimate(in: catalog, currency), loadedAt: call.platform.catalogs.loadedAt,
            in: call.language)
        return call.page(call.language.text("catalog.title"), at: .plans, page).content()
    }
}

extension Parameter {
    static let chosenServices = Parameter.query(
        "services", .array(of: .text(0...4200), count: 0...Calculator.mostServices),
        "What is ticked, as the calculator of the API takes it.")
    static let currency = Parameter.query("currency", .oneOf(Currency.self), "Of the prices; `USD` unless given.")
}

extension Call {
    /// The currency that was asked for.
    /// - Throws: `currency_not_sold`.
    func currency(in catalog: Catalog) throws -> Currency {
        let currency = text("currency").flatMap(Currency.init(rawValue:)) ?? .usd
        guard catalog.currencies.contains(currency) else {
            throw PlatformError.invalid("currency", "There are no prices in \(currency.rawValue).", code: "currency_not_sold")
        }
        return currency
    }

    /// What the ticked services cost; `nil` when none is ticked.
    /// - Throws: `too_many_services`.
    func estimate(in catalog: Catalog, _ currency: Currency) throws -> CostEstimate? {
        guard let calculator = Calculator(catalog, currency: currency) else { return nil }
        do {
            return try calculator.estimate(texts("services"))
        } catch Calculator.Refusal.noServices {
            return nil
        } catch {
            throw PlatformError.invalid(
                "services", "At most \(Calculator.mostServices) services can be chosen.", code: "too_many_services")
        }
    }
}
